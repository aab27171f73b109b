/**
 * Signing out at a client's request (OpenID Connect RP-Initiated Logout 1.0). A valid ID token of the signed-in person is the client's
 * proof that it may; without one the person is asked, because anybody can send a browser here.
 */
import type { AuthorizationServer } from '../../domain/authorization-server/authorization-server.js';
import type { Client } from '../../domain/client/client.js';
import { newEvent } from '../../domain/event/new-event.js';
import type { Org } from '../../domain/org/org.js';
import type { Session } from '../../domain/session/session.js';
import type { Caller, Engine } from '../../engine.js';
import { appendQuery } from '../authorize/respond.js';
import { redirectUriMatches } from '../authorize/redirect-uri.js';
import { invalidRequest } from '../errors.js';
import type { Form } from '../form.js';
import { verifyIdTokenHint } from '../tokens/verify-id-token-hint.js';

export interface EndSessionCall {
  readonly org: Org;
  readonly server: AuthorizationServer;
  readonly form: Form;
  readonly caller: Caller;
  readonly session: Session | undefined;
  /** The person pressed the button. */
  readonly confirmed: boolean;
}

export type EndSessionOutcome =
  | { readonly kind: 'confirm'; readonly client: Client | undefined }
  /** The session is over, or there was none. `redirectTo` is the client's registered address with its `state`. */
  | { readonly kind: 'ended'; readonly redirectTo: string | undefined };

/** Parameters that travel to the question and back. */
export const carriedLogoutParameters = ['id_token_hint', 'client_id', 'post_logout_redirect_uri', 'state'] as const;

/** Throws `invalid_request` for a hint that is not ours and a redirect URI that is not registered; then nobody is signed out. */
export async function endSession(engine: Engine, call: EndSessionCall): Promise<EndSessionOutcome> {
  const hint = await readHint(engine, call);
  const client = await findClient(engine, call, hint?.clientId);
  const redirectTo = checkRedirect(call.form, client);
  if (call.session !== undefined) {
    if (!call.confirmed && hint?.userId !== call.session.userId) return { kind: 'confirm', client };
    await engine.sessions.delete(call.session.hash);
    await engine.events.append(sessionEndEvent(engine, call.session, call.caller));
  }
  return { kind: 'ended', redirectTo };
}

async function readHint(engine: Engine, { org, server, form }: EndSessionCall): Promise<{ userId: string; clientId: string } | undefined> {
  const token = form.get('id_token_hint');
  if (token === undefined) return undefined;
  const hint = await verifyIdTokenHint(engine, { org, server, token, now: engine.clock.now() });
  if (hint === undefined) throw invalidRequest('The id_token_hint is not valid.');
  return hint;
}

/** The client the hint was issued to, else the one that `client_id` names; both must agree (RP-Initiated Logout 2). */
async function findClient(
  engine: Pick<Engine, 'clients'>,
  { org, form }: EndSessionCall,
  hinted: string | undefined,
): Promise<Client | undefined> {
  const named = form.get('client_id');
  if (hinted !== undefined && named !== undefined && named !== hinted)
    throw invalidRequest('The client_id is not the one of the id_token_hint.');
  const clientId = hinted ?? named;
  if (clientId === undefined) return undefined;
  const client = await engine.clients.findByClientId(org.id, clientId);
  if (client === undefined) throw invalidRequest('The client_id is not valid.', { reason: 'unknown client' });
  return client;
}

function checkRedirect(form: Form, client: Client | undefined): string | undefined {
  const uri = form.get('post_logout_redirect_uri');
  if (uri === undefined) return undefined;
  if (client === undefined || !client.active || !redirectUriMatches(client, client.postLogoutRedirectUris, uri)) {
    throw invalidRequest('The post_logout_redirect_uri is not registered for this application.');
  }
  const state = form.get('state');
  return state === undefined ? uri : appendQuery(uri, [['state', state]]);
}

export function sessionEndEvent(engine: Pick<Engine, 'clock' | 'random'>, session: Session, caller: Caller) {
  return newEvent(engine, {
    orgId: session.orgId,
    eventType: 'user.session.end',
    displayMessage: 'User logout',
    actor: { id: session.userId, type: 'User' },
    caller,
  });
}
