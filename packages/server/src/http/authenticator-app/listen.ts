/** Brings the authenticator app up beside the org's own listener. */
import { once } from 'node:events';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import type { ServerContext } from '../../server-context.js';
import type { TlsFiles } from '../create-server.js';
import { createAuthenticatorApp } from './authenticator-app.js';
import { readStaticFiles } from './static-files.js';

export interface AuthenticatorListener {
  readonly port: number;
  close(): Promise<void>;
}

/** `port` 0 takes a free one. Throws what listening throws, for example EADDRINUSE. */
export async function listenForAuthenticatorApp(
  context: ServerContext,
  { port, tls }: { readonly port: number; readonly tls: TlsFiles | undefined },
): Promise<AuthenticatorListener> {
  const files = await readStaticFiles(builtAppFolder());
  if (files.size === 0) context.log.warn('the authenticator app is not built: npm run build makes it');
  const server = createAuthenticatorApp(context, files, tls);
  server.listen(port, context.config.host);
  await once(server, 'listening');
  // a server that listens on TCP has an address with a port
  const address = server.address() as AddressInfo;
  return {
    port: address.port,
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

function builtAppFolder(): string {
  return join(dirname(createRequire(import.meta.url).resolve('@countersign/authenticator/package.json')), 'dist');
}
