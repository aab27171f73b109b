import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { CliError } from '../terminal/cli-error.js';
import { exitCodes } from '../terminal/exit-codes.js';
import { startProcess, storyBroken } from './child-process.js';
import type { Cleanup } from './cleanup.js';

const startLimitMs = 20_000;

/** The sample bank of this repository, as a process of its own. Resolves when it is open. */
export async function startTemporaryBank(
  quickstartFile: string,
  { env, cleanup, signal }: { readonly env: NodeJS.ProcessEnv; readonly cleanup: Cleanup; readonly signal: AbortSignal },
): Promise<void> {
  const script = fileURLToPath(new URL('../../../bank/dist/main.js', import.meta.url));
  if (!existsSync(script)) {
    throw new CliError({
      code: 'no_bank',
      message: 'There is no built sample bank beside this command.',
      next: 'Run npm run demo -- --browser in the repository.',
      exitCode: exitCodes.notSetUp,
    });
  }
  const { PATH } = env;
  const bank = startProcess(script, [], { env: { PATH, BANK_QUICKSTART: quickstartFile }, cleanup });
  const open = new Promise<'open'>((resolve) => void bank.child.stdout?.once('data', () => resolve('open')));
  const outcome = await Promise.race([open, bank.ended, ended(AbortSignal.any([signal, AbortSignal.timeout(startLimitMs)]))]);
  if (outcome === 'open') return;
  signal.throwIfAborted();
  throw storyBroken('The sample bank did not open.', bank.lastWords());
}

function ended(signal: AbortSignal): Promise<'stopped'> {
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve('stopped'), { once: true }));
}

/** A port that nobody listens on now. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, 'localhost', () => {
      const address = probe.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      probe.close(() => resolve(port));
    });
  });
}
