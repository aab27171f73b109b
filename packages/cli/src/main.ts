import { runProgram } from './program.js';
import { exitCodes } from './terminal/exit-codes.js';

/** How long an interrupted command may take to put things away. */
const graceMs = 8000;

const interruption = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    // The second time the person means it.
    if (interruption.signal.aborted) process.exit(exitCodes.interrupted);
    interruption.abort(new Error('interrupted'));
    setTimeout(() => process.exit(exitCodes.interrupted), graceMs).unref();
  });
}
// A reader that stops early (head, less) is no fault.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(exitCodes.ok);
  throw error;
});

await runProgram(
  {
    stdout: process.stdout,
    stderr: process.stderr,
    env: process.env,
    interactive: process.stdin.isTTY && process.stdout.isTTY,
    signal: interruption.signal,
    exitWith: (code) => void (process.exitCode = code),
  },
  process.argv.slice(2),
);
