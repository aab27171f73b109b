import { spawn } from 'node:child_process';
import { createServer } from 'node:http';
import type { Output } from '../terminal/output.js';

/** A page on this machine that the browser comes back to (RFC 8252 7.3). */
export interface LoopbackRedirect {
  readonly redirectUri: string;
  /** The URL the browser came back with. Rejects when `signal` fires. */
  returned(signal: AbortSignal): Promise<URL>;
  close(): void;
}

const donePage = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Signed in</title>
<body style="font-family:system-ui;margin:4rem auto;max-width:30rem"><h1>Done</h1><p>You can close this page and return to the terminal.</p></body></html>`;

export async function openLoopbackRedirect(): Promise<LoopbackRedirect> {
  let arrive: (url: URL) => void = () => undefined;
  const arrival = new Promise<URL>((resolve) => (arrive = resolve));
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://127.0.0.1');
    const known = url.pathname === '/callback';
    response.writeHead(known ? 200 : 404, {
      'content-type': 'text/html; charset=utf-8',
      'referrer-policy': 'no-referrer',
      connection: 'close',
    });
    response.end(known ? donePage : undefined);
    if (known) arrive(url);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    redirectUri: `http://127.0.0.1:${port}/callback`,
    returned: (signal) =>
      new Promise((resolve, reject) => {
        signal.addEventListener('abort', () => reject(new Error('interrupted')), { once: true });
        arrival.then(resolve, reject);
      }),
    close: () => server.close(),
  };
}

/** Prints the URL, and opens it where there is a desktop. The link alone is enough. */
export function showSignInUrl(url: string, output: Output): void {
  output.line('Sign in with your browser:');
  output.line(`  ${output.paint('accent', url)}`);
  output.fact({ event: 'sign-in', url });
  const opener = process.platform === 'darwin' ? 'open' : process.platform === 'win32' ? undefined : 'xdg-open';
  const desktop = process.platform === 'darwin' || process.env['DISPLAY'] !== undefined || process.env['WAYLAND_DISPLAY'] !== undefined;
  if (opener === undefined || !desktop || output.json) return;
  const child = spawn(opener, [url], { stdio: 'ignore', detached: true });
  child.on('error', () => undefined);
  child.unref();
}
