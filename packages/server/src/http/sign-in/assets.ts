import { createHash } from 'node:crypto';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { accentRoute, accentStylesheet } from './accent.js';
import { passkeyScript } from './passkey-script.js';
import { phoneScript } from './phone-script.js';
import { pushScript } from './push-script.js';
import { stylesheet } from './stylesheet.js';

/** Sends the form of a `form_post` answer at once; without script the person presses its button. */
const submitScript = 'document.forms[0].submit();\n';

/** Addresses contain a hash of what is there, so that browsers may keep it for ever. */
export const stylesheetPath = `/sign-in/style-${digest(stylesheet)}.css`;
export const submitScriptPath = `/sign-in/submit-${digest(submitScript)}.js`;
export const passkeyScriptPath = `/sign-in/passkey-${digest(passkeyScript)}.js`;
export const phoneScriptPath = `/sign-in/phone-${digest(phoneScript)}.js`;
export const pushScriptPath = `/sign-in/push-${digest(pushScript)}.js`;

export function signInAssetRoutes(app: FastifyInstance): void {
  app.get(stylesheetPath, (_request, reply) => send(reply, 'text/css; charset=utf-8', stylesheet));
  app.get<{ Params: { colours: string } }>(accentRoute, ({ params }, reply) =>
    send(reply, 'text/css; charset=utf-8', accentStylesheet(params.colours)),
  );
  const scripts = {
    [submitScriptPath]: submitScript,
    [passkeyScriptPath]: passkeyScript,
    [phoneScriptPath]: phoneScript,
    [pushScriptPath]: pushScript,
  };
  for (const [path, script] of Object.entries(scripts)) {
    app.get(path, (_request, reply) => send(reply, 'text/javascript; charset=utf-8', script));
  }
}

function send(reply: FastifyReply, type: string, body: string): FastifyReply {
  return reply
    .type(type)
    .header('cache-control', 'public, max-age=31536000, immutable')
    .header('x-content-type-options', 'nosniff')
    .send(body);
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
