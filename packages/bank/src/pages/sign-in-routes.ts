/** Two ways in: the org's sign-in pages (authorization code with PKCE), or an approval on the phone. */
import type { FastifyInstance } from 'fastify';
import * as client from 'openid-client';
import type { Person } from '../approvals/approval.js';
import { personOf } from '../approvals/wait.js';
import type { Bank } from '../bank.js';
import { sendPage } from '../web/layout.js';
import { formField, isOwnForm } from '../web/session.js';
import { signInPage } from './sign-in-page.js';
import { signedOutPage } from './signed-out-page.js';

const unreachable = 'The sign-in service cannot be reached. Wait a moment and try again.';
const unfinished = 'The sign-in was not finished. Try again.';
const stale = 'This page was open too long. Sign in again.';

export function signInRoutes(app: FastifyInstance, bank: Bank): void {
  const { sessions, settings } = bank;
  const redirectUri = `${settings.url}/callback`;

  app.get('/', (request, reply) => reply.redirect(sessions.of(request, reply).person === undefined ? '/sign-in' : '/accounts'));

  app.get('/sign-in', (request, reply) => sendPage(reply, sessions.of(request, reply), signInPage(sessions.of(request, reply))));

  // where a form was refused, when its address is opened again
  app.get('/sign-in/phone', (_request, reply) => reply.redirect('/sign-in'));

  app.get('/sign-in/start', async (request, reply) => {
    const session = sessions.of(request, reply);
    try {
      const config = await bank.org();
      const signIn = { state: client.randomState(), nonce: client.randomNonce(), codeVerifier: client.randomPKCECodeVerifier() };
      session.signIn = signIn;
      const url = client.buildAuthorizationUrl(config, {
        redirect_uri: redirectUri,
        scope: 'openid profile email',
        state: signIn.state,
        nonce: signIn.nonce,
        code_challenge: await client.calculatePKCECodeChallenge(signIn.codeVerifier),
        code_challenge_method: 'S256',
      });
      return reply.redirect(url.href);
    } catch {
      return sendPage(reply, session, signInPage(session, { fault: { text: unreachable } }));
    }
  });

  app.get('/callback', async (request, reply) => {
    const session = sessions.of(request, reply);
    const { signIn } = session;
    session.signIn = undefined;
    if (signIn === undefined) return sendPage(reply, session, signInPage(session, { fault: { text: unfinished } }));
    try {
      const tokens = await client.authorizationCodeGrant(await bank.org(), new URL(request.url, settings.url), {
        expectedState: signIn.state,
        expectedNonce: signIn.nonce,
        pkceCodeVerifier: signIn.codeVerifier,
        idTokenExpected: true,
      });
      const claims = tokens.claims();
      if (claims === undefined) throw new TypeError('no ID token');
      sessions.renew(request, reply, personOf(claims, tokens.id_token ?? ''));
      return await reply.redirect('/accounts');
    } catch {
      return sendPage(reply, session, signInPage(session, { fault: { text: unfinished } }));
    }
  });

  app.post('/sign-in/phone', async (request, reply) => {
    const session = sessions.of(request, reply);
    const login = formField(request, 'login').trim();
    if (!isOwnForm(session, request)) return sendPage(reply, session, signInPage(session, { login, fault: { text: stale } }));
    if (login === '' || login.length > 100) {
      return sendPage(reply, session, signInPage(session, { login, fault: { text: 'Enter your username.', field: 'login' } }));
    }
    const approval = await bank.approvals.start({ sessionId: session.id, purpose: { kind: 'signIn', login }, person: undefined });
    return reply.redirect(`/approvals/${approval.id}`, 303);
  });

  app.post('/sign-out', async (request, reply) => {
    const session = sessions.of(request, reply);
    if (!isOwnForm(session, request) || session.person === undefined) return reply.redirect('/sign-in', 303);
    const everywhere = await endSessionUrl(bank, session.person);
    sessions.end(request, reply);
    return sendPage(reply, undefined, signedOutPage(everywhere));
  });

  // the page above, when it is reloaded by its address
  app.get('/sign-out', (_request, reply) => reply.redirect('/sign-in'));
}

/** Ends the session at the org too (OIDC RP-Initiated Logout 1.0). Undefined where the org has no such page, or cannot be reached. */
async function endSessionUrl({ org, settings }: Bank, { idToken }: Person): Promise<string | undefined> {
  try {
    return client.buildEndSessionUrl(await org(), { id_token_hint: idToken, post_logout_redirect_uri: settings.url }).href;
  } catch {
    return undefined;
  }
}
