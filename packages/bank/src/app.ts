/** The web application: pages made here, one small script, one stylesheet. */
import cookie from '@fastify/cookie';
import formbody from '@fastify/formbody';
import fastify, { type FastifyInstance } from 'fastify';
import type { Bank } from './bank.js';
import { accountRoutes } from './pages/account-routes.js';
import { approvalRoutes } from './pages/approval-routes.js';
import { problemPage } from './pages/problem-page.js';
import { signInRoutes } from './pages/sign-in-routes.js';
import { assetRoutes, sendPage } from './web/layout.js';
import { themeRoutes } from './web/theme.js';

export async function buildApp(bank: Bank): Promise<FastifyInstance> {
  const app = fastify({ bodyLimit: 16_384, forceCloseConnections: true });
  await app.register(cookie);
  await app.register(formbody);
  app.addHook('preClose', async () => bank.approvals.close());
  app.addHook('onSend', async (_request, reply) => {
    reply
      .header('x-content-type-options', 'nosniff')
      .header('x-frame-options', 'DENY')
      // the addresses of approvals stay here; forms still say which site they come from
      .header('referrer-policy', 'same-origin');
  });
  app.setNotFoundHandler((_request, reply) => {
    sendPage(reply, undefined, problemPage(404, 'There is no such page', 'Check the address, or start again from your accounts.'));
  });
  app.setErrorHandler((error, _request, reply) => {
    const status = error instanceof Error && 'statusCode' in error ? Number(error.statusCode) : 500;
    if (status >= 500) process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    sendPage(reply, undefined, problemPage(status, 'This did not work', 'Go back and try again. Nothing was sent.'));
  });
  assetRoutes(app);
  themeRoutes(app, { secure: bank.settings.url.startsWith('https:') });
  signInRoutes(app, bank);
  accountRoutes(app, bank);
  approvalRoutes(app, bank);
  return app;
}
