/** Who is asked: exactly one hint names an active, assigned user (CIBA Core 7.1, C-042 to C-047). */
import type { AuthorizationServer } from '../../domain/authorization-server/authorization-server.js';
import type { Client } from '../../domain/client/client.js';
import type { Org } from '../../domain/org/org.js';
import type { User } from '../../domain/user/user.js';
import type { Engine } from '../../engine.js';
import { invalidRequest } from '../errors.js';
import { verifyIdTokenHint } from '../tokens/verify-id-token-hint.js';
import type { BackchannelParameters } from './parameters.js';

const maxHintLength = 256;

/** Undefined: the hint is well-formed but names nobody who may be asked for this client. */
export async function resolveUserHint(
  engine: Pick<Engine, 'users' | 'clients' | 'clock' | 'keyring' | 'authorizationServers'>,
  input: { readonly org: Org; readonly server: AuthorizationServer; readonly client: Client; readonly parameters: BackchannelParameters },
): Promise<User | undefined> {
  const { org, client, parameters } = input;
  const hints = [parameters.loginHint, parameters.idTokenHint, parameters.loginHintToken].filter((hint) => hint !== undefined);
  if (hints.length !== 1) throw invalidRequest('Exactly one of login_hint and id_token_hint is needed.');
  if (parameters.loginHintToken !== undefined) throw invalidRequest('login_hint_token is not supported.');
  const user =
    parameters.idTokenHint === undefined
      ? await findByLogin(engine, org, parameters.loginHint ?? '')
      : await findByIdToken(engine, input, parameters.idTokenHint);
  if (user === undefined || user.status !== 'ACTIVE') return undefined;
  return (await engine.clients.isAssigned(client, user.id)) ? user : undefined;
}

async function findByLogin(engine: Pick<Engine, 'users'>, org: Org, login: string): Promise<User | undefined> {
  return login.length > maxHintLength ? undefined : engine.users.findByLogin(org.id, login);
}

async function findByIdToken(
  engine: Pick<Engine, 'users' | 'clock' | 'keyring' | 'authorizationServers'>,
  input: { readonly org: Org; readonly server: AuthorizationServer; readonly client: Client },
  token: string,
): Promise<User | undefined> {
  const { org, server, client } = input;
  const hint = await verifyIdTokenHint(engine, { org, server, client, token, now: engine.clock.now() });
  if (hint === undefined) throw invalidRequest('The id_token_hint is not acceptable.');
  return engine.users.findById(org.id, hint.userId);
}
