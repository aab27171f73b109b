/** The listeners of this process: their limits, and TLS when the server terminates it itself. */
import { createServer as createHttpServer, type RequestListener, type Server } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';

/** Time to receive a request whole; how long it may then be held is the endpoint's affair. */
const requestTimeoutMs = 30_000;
const keepAliveTimeoutMs = 72_000;

export interface TlsFiles {
  readonly cert: string;
  readonly key: string;
}

export function createServer(handler: RequestListener, tls: TlsFiles | undefined): Server {
  const limits = { requestTimeout: requestTimeoutMs, keepAliveTimeout: keepAliveTimeoutMs };
  return tls === undefined ? createHttpServer(limits, handler) : createHttpsServer({ ...limits, ...tls, minVersion: 'TLSv1.2' }, handler);
}
