import { createServer } from 'node:net';

/** Below the range the system gives to outgoing connections, and apart for each test process. */
let next = 20_000 + (process.pid % 1_000) * 12;

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, () => probe.close(() => resolve(true)));
  });
}

/** A port that is free together with the one after it: a server listens on both (server and authenticator). */
export async function freePort(): Promise<number> {
  for (let attempt = 0; attempt < 1_000; attempt += 1) {
    next = next > 32_000 ? 20_000 : next + 3;
    const port = next;
    if ((await isFree(port)) && (await isFree(port + 1))) return port;
  }
  throw new Error('no free port between 20000 and 32000');
}
