import { pushBindType } from '@countersign/contracts/wire';
import type { Engine } from '../../engine.js';
import type { ChallengeInContext } from '../../ports/challenge-store.js';
import { signJwt } from '../jwt/sign-jwt.js';
import type { Org } from '../org/org.js';
import type { SigningKeyring } from '../signing-key/keyring.js';
import { challengeClaims } from './challenge-claims.js';

interface SignedChallenge {
  readonly kid: string;
  readonly exp: number;
  readonly jwt: Promise<string>;
}

/** Push and pull send the same signature: an RSA signature is the most expensive step of a challenge (decisions 2.5). */
const signedBy = new WeakMap<SigningKeyring, Map<string, SignedChallenge>>();
const maxSigned = 5000;

/**
 * The challenge as it leaves, signed by the org's own authorization server (decisions 1.16): devices find that key by the org's URL.
 * RS256 only, the one algorithm stock iOS devices verify.
 */
export async function signChallenge(
  engine: Pick<Engine, 'authorizationServers' | 'clock' | 'keyring'>,
  input: { readonly org: Org; readonly context: ChallengeInContext },
): Promise<string> {
  const { org, context } = input;
  const server = await engine.authorizationServers.find(org.id, undefined);
  if (server === undefined) throw new Error('The org has no authorization server of its own.');
  const key = await engine.keyring.signingKey(server);
  if (key.alg !== 'RS256') throw new Error('Challenges need an RS256 key: the org server must not sign with another algorithm.');
  const claims = challengeClaims(org, context, engine.clock.now());
  const signed = signedChallenges(engine.keyring);
  const id = nameOf(context.challenge);
  const known = signed.get(id);
  if (known !== undefined && known.kid === key.kid && known.exp === claims.exp) return known.jwt;
  const jwt = signJwt(key, claims, pushBindType);
  remember(signed, id, { kid: key.kid, exp: claims.exp, jwt });
  try {
    return await jwt;
  } catch (error) {
    signed.delete(id);
    throw error;
  }
}

/** The challenge as this node signed it last; undefined when another node did. Never signs. */
export function signedHere(keyring: SigningKeyring, challenge: ChallengeName): Promise<string> | undefined {
  return signedBy.get(keyring)?.get(nameOf(challenge))?.jwt;
}

type ChallengeName = Pick<ChallengeInContext['challenge'], 'transactionId' | 'enrollmentId'>;

function nameOf({ transactionId, enrollmentId }: ChallengeName): string {
  return `${transactionId} ${enrollmentId}`;
}

function signedChallenges(keyring: SigningKeyring): Map<string, SignedChallenge> {
  const known = signedBy.get(keyring);
  if (known !== undefined) return known;
  const fresh = new Map<string, SignedChallenge>();
  signedBy.set(keyring, fresh);
  return fresh;
}

/** Drops the oldest entry when full. */
function remember(signed: Map<string, SignedChallenge>, id: string, entry: SignedChallenge): void {
  signed.delete(id);
  const [oldest] = signed.keys();
  if (signed.size >= maxSigned && oldest !== undefined) signed.delete(oldest);
  signed.set(id, entry);
}
