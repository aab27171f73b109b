/** Transactions as administrators and auditors see them, and the evidence of what was decided (security model S-116). */
import { lastInstant } from '@countersign/contracts';
import { pushBindType } from '@countersign/contracts/wire';
import { canonicalJson, type Evidence, type EvidenceOutcome, type Json, sealType } from '@countersign/evidence';
import type { Engine } from '../../engine.js';
import type {
  StoredAnswer,
  Transaction,
  TransactionChallenge,
  TransactionQuery,
  TransactionSummary,
} from '../../ports/management/transaction-store.js';
import { ApiError, notFound, validationFailed } from '../api-error.js';
import { sha256 } from '../digest.js';
import { displayDocument } from '../display/display-document.js';
import { parseJws } from '../jwt/verify-jws.js';
import { signJwt } from '../jwt/sign-jwt.js';
import type { Org } from '../org/org.js';
import type { ReadyKey } from '../signing-key/keyring.js';
import { type Actor, type Administration, changeEvent } from './administration.js';
import { orgKey } from './org-key.js';

export type TransactionReader = Pick<Administration, 'management'>;
export type EvidenceWriter = TransactionReader & {
  readonly engine: Pick<Engine, 'authorizationServers' | 'clock' | 'keyring' | 'org'>;
};

export type TransactionEnder = TransactionReader & {
  readonly engine: Administration['engine'] & Pick<Engine, 'index' | 'requests'>;
};

const transactionIdForm = /^[A-Za-z0-9_-]{1,64}$/;

/** Reasons have no index, but these states have one; the window bounds what is read. */
const statesWithReason: readonly TransactionQuery['state'][] = ['denied', 'cancelled', 'failed', 'expired'];
const reasonWindowMs = 31 * 86_400_000;

/** Throws E0000001 when `since` is later than `until`, and for a reason without a status that ended unapproved or without `since`. */
export async function listTransactions(
  { management }: TransactionReader,
  query: TransactionQuery,
  actor: Actor,
): Promise<readonly TransactionSummary[]> {
  const { since, until } = query;
  if (since !== undefined && until !== undefined && since > until) throw validationFailed('since', ['since: is later than until']);
  if (query.reason === undefined) return management.transactions.list(actor.orgId, query);
  if (since === undefined || !statesWithReason.includes(query.state))
    throw validationFailed('reason', ['reason: only with since and with status DENIED, CANCELLED, FAILED or EXPIRED']);
  return management.transactions.list(actor.orgId, {
    ...query,
    until: Math.min(until ?? lastInstant, since + reasonWindowMs, lastInstant),
  });
}

/** Throws E0000007. */
export async function getTransaction({ management }: TransactionReader, id: string, actor: Actor): Promise<Transaction> {
  const transaction = transactionIdForm.test(id) ? await management.transactions.find(actor.orgId, id) : undefined;
  if (transaction === undefined) throw notFound(id, 'Transaction');
  return transaction;
}

/**
 * Takes a pending request back: nobody is asked any more, and its client is told `access_denied`. The comment is for the log alone.
 * Throws E0000007, and E0000107 when it is no longer pending.
 */
export async function cancelTransaction(
  admin: TransactionEnder,
  { id, comment = '' }: { readonly id: string; readonly comment?: string | undefined },
  actor: Actor,
): Promise<void> {
  const { engine } = admin;
  const { request, userLogin } = await getTransaction(admin, id, actor);
  const { transactionId, clientId, display, userId } = request;
  const now = engine.clock.now();
  const login = request.transactionType === 'LOGIN';
  const event = changeEvent(admin, actor, {
    eventType: login ? 'x.login.request.cancel' : 'x.ciba.request.cancel',
    displayMessage: login ? 'A sign-in request was cancelled' : 'A backchannel authentication request was cancelled',
    targets: [
      { id: transactionId, type: 'BackchannelRequest' },
      { id: clientId, type: 'PublicClientApp', displayName: display.clientName },
      ...(userId === undefined ? [] : [{ id: userId, type: 'User', ...(userLogin === undefined ? {} : { alternateId: userLogin }) }]),
    ],
    ...(comment.trim() === '' ? {} : { debugData: { comment: comment.trim() } }),
  });
  const reason = 'cancelled by an administrator';
  if (!(await engine.requests.cancel({ orgId: actor.orgId, transactionId, outcome: 'cancelled', reason, now, event })))
    throw new ApiError('E0000107', { reason: request.state });
  engine.index.decided(request.authReqIdHash, 'cancelled', now);
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
    ...(request.signedRequest === undefined ? {} : { clientRequest: request.signedRequest }),
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
