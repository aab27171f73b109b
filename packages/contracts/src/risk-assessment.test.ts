import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const root = new URL('../../../', import.meta.url);
const read = (path: string) => readFileSync(new URL(path, root), 'utf8');

it('S-001 the template of the risk assessment names settings that exist', () => {
  const rows = read('docs/risk-assessment.md')
    .split('\n')
    .filter((line) => line.startsWith('| ') && !line.startsWith('| threat'))
    .map((line) => line.split('|')[3] ?? '');
  const named = rows.flatMap((cell) => [...cell.matchAll(/`(\w+)`/g)].map(([, name = '']) => name));
  expect(named.length).toBeGreaterThan(15);
  const folder = 'packages/contracts/src/management/';
  const shapes = readdirSync(new URL(folder, root)).filter((name) => name.endsWith('.ts'));
  const sources = ['packages/server/src/config.ts', ...shapes.map((name) => folder + name)].map(read).join('');
  expect(named.filter((name) => !new RegExp(`\\b${name}\\b`).test(sources))).toEqual([]);
});
