/** Who is asked: exactly one hint names an active, assigned user (CIBA Core 7.1, C-042 to C-047). */
import type { AuthorizationServer } from '../../domain/authorization-server/authorization-server.js';
import type { Client } from '../../domain/client/client.js';
import type { Org } from '../../domain/org/org.js';
import type { Engine } from '../../engine.js';
import type { RecipientQuestion } from '../../ports/recipient-store.js';
import { invalidRequest } from '../errors.js';
import { verifyIdTokenHint } from '../tokens/verify-id-token-hint.js';
import type { BackchannelParameters } from './parameters.js';

const maxHintLength = 256;

/** What the one hint says; undefined: it is well-formed but cannot name anybody. */
export async function readUserHint(
  engine: Pick<Engine, 'clock' | 'keyring' | 'authorizationServers'>,
  input: { readonly org: Org; readonly server: AuthorizationServer; readonly client: Client; readonly parameters: BackchannelParameters },
): Promise<RecipientQuestion['hint'] | undefined> {
  const { org, server, client, parameters } = input;
  const { loginHint, idTokenHint, loginHintToken } = parameters;
  if ([loginHint, idTokenHint, loginHintToken].filter((hint) => hint !== undefined).length !== 1)
    throw invalidRequest('Exactly one of login_hint and id_token_hint is needed.');
  if (loginHint !== undefined) return loginHint.length > maxHintLength ? undefined : { login: loginHint };
  if (idTokenHint === undefined) throw invalidRequest('login_hint_token is not supported.');
  const hint = await verifyIdTokenHint(engine, { org, server, client, token: idTokenHint, now: engine.clock.now() });
  if (hint === undefined) throw invalidRequest('The id_token_hint is not acceptable.');
  return { userId: hint.userId };
}
