/** Known paths answer 405 with `Allow` to verbs they do not have (RFC 9110 15.5.6); the framework alone would say 404. */
import type { FastifyInstance, HTTPMethods } from 'fastify';
import { MethodNotAllowed } from './errors.js';

const methods: readonly HTTPMethods[] = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];

/** Watches registrations from now on; `register` then adds the missing verbs of every path seen. */
export function answerOtherMethods(app: FastifyInstance): { register(): void } {
  const seen = new Map<string, Set<string>>();
  let watching = true;
  app.addHook('onRoute', (route) => {
    if (!watching) return;
    const known = seen.get(route.url) ?? new Set();
    const own = [route.method].flat();
    for (const method of own) known.add(method);
    // the framework answers HEAD wherever it answers GET, unless the route says otherwise
    if (own.includes('GET') && route.exposeHeadRoute !== false) known.add('HEAD');
    seen.set(route.url, known);
  });
  return {
    register() {
      watching = false;
      for (const [url, known] of seen) {
        const missing = methods.filter((method) => !known.has(method));
        const allow = methods.filter((method) => known.has(method));
        app.route({
          method: missing,
          url,
          onRequest: (_request, _reply, done) => done(new MethodNotAllowed(allow)),
          handler: () => undefined,
        });
      }
    },
  };
}
