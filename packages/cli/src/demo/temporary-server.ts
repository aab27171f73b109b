import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { send } from '../http-client.js';
import { pause } from '../client/pause.js';
import { CliError } from '../terminal/cli-error.js';
import { exitCodes } from '../terminal/exit-codes.js';
import { readQuickstart, type QuickstartFacts } from '../quickstart.js';
import { startProcess, storyBroken, type StoryProcess } from './child-process.js';
import type { Cleanup } from './cleanup.js';

const startLimitMs = 90_000;

/** Settings of the surrounding shell that must not reach the temporary server. */
const ownSettings = [
  'DATABASE_URL',
  'ISSUER_URL',
  'ENCRYPTION_KEY',
  'TLS_CERT_FILE',
  'TLS_KEY_FILE',
  'AUTHENTICATOR_URL',
  'BANK_URL',
  'HOST',
];

/** A server of its own: embedded store in `folder`, a free port, the quickstart org. Resolves when it is ready. */
export async function startTemporaryServer(
  folder: string,
  context: {
    readonly env: NodeJS.ProcessEnv;
    readonly cleanup: Cleanup;
    readonly signal: AbortSignal;
    /** Where the sample bank will be; the port after the next one unless it is given. */
    readonly bankUrl?: string | undefined;
  },
): Promise<{ readonly quickstart: QuickstartFacts; readonly quickstartFile: string }> {
  const inherited = Object.entries(context.env).filter(([name]) => !ownSettings.includes(name));
  const env = { ...Object.fromEntries(inherited), PORT: '0', DATA_DIR: folder, QUICKSTART: 'true', BANK_URL: context.bankUrl };
  const server = startProcess(serverScript(), [], { env, cleanup: context.cleanup });
  server.child.stdout?.resume();
  const quickstartFile = join(folder, 'quickstart.json');
  const deadline = Date.now() + startLimitMs;
  for (;;) {
    await waitOrFail(server, context.signal, deadline);
    if (!existsSync(quickstartFile)) continue;
    // The demo's own facts, not those of the surrounding shell.
    const quickstart = readQuickstart({ env: {} }, { quickstart: quickstartFile });
    if (quickstart.orgUrl !== undefined && (await isReady(quickstart.orgUrl))) return { quickstart, quickstartFile };
  }
}

async function waitOrFail(server: StoryProcess, signal: AbortSignal, deadline: number): Promise<void> {
  const ended = await Promise.race([server.ended, pause(50, signal)]);
  if (ended !== undefined) throw storyBroken(`The server ended with code ${ended} before it was ready.`, server.lastWords());
  if (Date.now() > deadline) throw storyBroken('The server was not ready in time.', server.lastWords());
}

async function isReady(orgUrl: string): Promise<boolean> {
  try {
    return (await send(`${orgUrl}/readyz`, { timeoutMs: 2000 })).status === 200;
  } catch {
    return false;
  }
}

/** The server of this repository, beside this package. */
function serverScript(): string {
  const script = fileURLToPath(new URL('../../../server/dist/main.js', import.meta.url));
  if (existsSync(script)) return script;
  throw new CliError({
    code: 'no_server',
    message: 'There is no built server beside this command.',
    next: 'Run npm run demo in the repository, or use a running server: countersign demo --url URL --quickstart FILE.',
    exitCode: exitCodes.notSetUp,
  });
}
