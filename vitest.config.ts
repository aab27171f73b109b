import { defineConfig } from 'vitest/config';
import type { TestProjectConfiguration } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';
import { findChromium } from './tools/chromium.mjs';
import { findPostgresBinaries } from './tools/postgres.mjs';

// Tests of what needs a store run twice, once on each engine. Inside engine, devices-sdk and cli they are named *.store.test.ts.
const needsStore = ['packages/{storage,server}/src/**/*.test.ts', 'packages/*/src/**/*.store.test.ts', 'tests/**/*.test.ts'];
const browserTests = ['tests/browser/**/*.test.ts'];
const isLong = process.env['COUNTERSIGN_TEST_LONG'] === '1';
const longTests = isLong ? [] : ['**/*.long.test.ts'];
const hasPostgres = process.env['TEST_DATABASE_URL'] !== undefined || findPostgresBinaries() !== undefined;
// Whole journeys that say the same of either store: on the embedded one too in the long run, and where there is no other.
const journeys = [
  'tests/{ciba,interop,hostile}/**',
  'tests/guide/readme.test.ts',
  'packages/devices-sdk/src/core/real-server.store.test.ts',
];
const leftToPostgres = isLong || !hasPostgres ? [] : journeys;
const never = ['**/node_modules/**', '**/dist/**', ...longTests];

// Workspace packages resolve to their TypeScript sources, so that tests need no build.
const conditions = ['source', 'node'];
const shared = {
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: conditions }, noExternal: [/^@countersign\//] },
};
// Files of one lane share a worker's modules: loading them afresh for each file costs more than the tests.
const limits = { testTimeout: 30_000, hookTimeout: 60_000, isolate: false };

const projects: TestProjectConfiguration[] = [
  { ...shared, test: { ...limits, name: 'unit', include: ['packages/*/src/**/*.test.ts'], exclude: [...never, ...needsStore] } },
  {
    ...shared,
    test: {
      ...limits,
      name: 'pglite',
      include: needsStore,
      exclude: [...never, ...browserTests, ...leftToPostgres],
      env: { COUNTERSIGN_TEST_STORE: 'pglite' },
    },
  },
];

if (hasPostgres) {
  projects.push({
    ...shared,
    test: {
      ...limits,
      name: 'postgres',
      include: needsStore,
      exclude: [...never, ...browserTests],
      env: { COUNTERSIGN_TEST_STORE: 'postgres' },
      globalSetup: ['tests/support/postgres-setup.ts'],
    },
  });
} else {
  console.error('!!! LANE postgres SKIPPED: neither TEST_DATABASE_URL nor PostgreSQL binaries (install the package "postgresql").');
}

if (findChromium() !== undefined) {
  projects.push({
    ...shared,
    test: {
      ...limits,
      name: 'browser',
      include: browserTests,
      exclude: never,
      env: { COUNTERSIGN_TEST_STORE: 'pglite' },
      // A browser for each file, and as many at a time as there are workers.
      isolate: true,
    },
  });
} else {
  console.error('!!! LANE browser SKIPPED: no Chromium (set CHROMIUM or install the package "chromium").');
}

/** Files that start processes or browsers take longest, whatever their size: begun last, one of them would keep the others' workers idle. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const startsProcesses = /\/tests\/(?:browser|crash)\/|\/packages\/cli\/src\/(?:demo|commands)\/|pglite-database/;
    const sorted = await super.sort(files);
    return [
      ...sorted.filter(({ moduleId }) => startsProcesses.test(moduleId)),
      ...sorted.filter(({ moduleId }) => !startsProcesses.test(moduleId)),
    ];
  }
}

export default defineConfig({
  test: {
    projects,
    sequence: { sequencer: LongestFirst },
    pool: 'forks',
    maxWorkers: 3,
    coverage: { provider: 'v8', include: ['packages/*/src/**'] },
  },
});
