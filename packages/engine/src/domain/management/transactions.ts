/** Transactions as administrators and auditors see them, and the evidence of what was decided (security model S-116). */
import { pushBindType } from '@countersign/contracts/wire';
import { canonicalJson, type Evidence, type EvidenceOutcome, type Json, sealType } from '@countersign/evidence';
import type { Engine } from '../../engine.js';
import type { StoredAnswer, Transaction, TransactionChallenge } from '../../ports/management/transaction-store.js';
import { notFound } from '../api-error.js';
import { sha256 } from '../digest.js';
import { displayDocument } from '../display/display-document.js';
import { parseJws } from '../jwt/verify-jws.js';
import { signJwt } from '../jwt/sign-jwt.js';
import type { Org } from '../org/org.js';
import type { ReadyKey } from '../signing-key/keyring.js';
import type { Actor, Administration } from './administration.js';

export type TransactionReader = Pick<Administration, 'management'>;
export type EvidenceWriter = TransactionReader & {
  readonly engine: Pick<Engine, 'authorizationServers' | 'clock' | 'keyring' | 'org'>;
};

const transactionIdForm = /^[A-Za-z0-9_-]{1,64}$/;

/** Throws E0000007. */
export async function getTransaction({ management }: TransactionReader, id: string, actor: Actor): Promise<Transaction> {
  const transaction = transactionIdForm.test(id) ? await management.transactions.find(actor.orgId, id) : undefined;
  if (transaction === undefined) throw notFound(id, 'Transaction');
  return transaction;
}

/**
 * Everything somebody needs who verifies the decision without us, sealed by the org's key of now over the keys and times of then.
 * Throws E0000007 for an unknown transaction, and for one that no device has answered: there is nothing to prove.
 */
export async function getEvidence(admin: EvidenceWriter, id: string, actor: Actor): Promise<Evidence> {
  const transaction = await getTransaction(admin, id, actor);
  const answered = transaction.challenges.find(isAnswered);
  if (answered === undefined) throw notFound(id, 'Evidence');
  const { engine } = admin;
  const org = await engine.org.get();
  const key = await orgKey(engine, org);
  const unsealed = await unsealedEvidence(transaction, answered, { org, key });
  const { iss, transactionId } = unsealed;
  // it becomes JSON, and is made of JSON
  const digest = sha256(canonicalJson(unsealed as unknown as Json));
  const iat = Math.floor(engine.clock.now() / 1000);
  return { ...unsealed, seal: await signJwt(key, { iss, sub: transactionId, iat, digest }, sealType) };
}

type Answered = TransactionChallenge & { readonly answer: StoredAnswer };

function isAnswered(each: TransactionChallenge): each is Answered {
  return each.answer !== undefined;
}

/** Challenges and seals are RS256 by the org's own server (decisions 1.16): one set of keys to keep for whoever verifies. */
async function orgKey(engine: EvidenceWriter['engine'], org: Org): Promise<ReadyKey> {
  const server = await engine.authorizationServers.find(org.id, undefined);
  if (server === undefined) throw new Error('The org has no authorization server of its own.');
  return engine.keyring.signingKey(server);
}

async function unsealedEvidence(
  { request }: Transaction,
  { challenge, answer }: Answered,
  { org, key }: { readonly org: Org; readonly key: ReadyKey },
): Promise<Omit<Evidence, 'seal'>> {
  const challengeJwt = answer.challengeJwt ?? (await signJwt(key, answer.asked ?? {}, pushBindType));
  const challengeKid = parseJws(challengeJwt)?.header.kid;
  return {
    v: 1,
    kind: parseJws(answer.jwt)?.claims['cs_display'] === undefined ? 'nonce' : 'displayed',
    iss: org.url,
    transactionId: request.transactionId,
    transactionType: challenge.transactionType,
    outcome: outcomeOf(request, challenge.userVerification),
    decidedAt: Math.floor(answer.answeredAt / 1000),
    challenge: challengeJwt,
    challengeSigned: answer.challengeJwt === undefined ? 'afterwards' : 'when asked',
    display: displayDocument(org, { request, challenge }),
    answer: answer.jwt,
    key: answer.key,
    keyType: answer.keyType,
    ...(answer.passkey === undefined ? {} : { passkey: answer.passkey }),
    ...(request.numberChallenge === undefined ? {} : { number: request.numberChallenge.answer }),
    keyIds: [...new Set([...(challengeKid === undefined ? [] : [challengeKid]), key.kid])],
  };
}

/** What the answer came to, whatever befell the request afterwards: an approval that expired, was redeemed or reported was one. */
export function outcomeOf(
  request: Transaction['request'],
  userVerification: TransactionChallenge['challenge']['userVerification'],
): EvidenceOutcome {
  if (request.state === 'denied') return 'denied';
  return userVerification === 'REQUIRED' && request.decision?.userVerified !== true ? 'failed' : 'approved';
}
