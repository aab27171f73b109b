/** What happened to a transaction, step by step: from its rows and the events that name it. Nothing is recorded for it alone. */
import type { Engine } from '../../engine.js';
import type { Instant } from '../../ports/clock.js';
import type { Transaction, TransactionChallenge } from '../../ports/management/transaction-store.js';
import type { AuthorizationServer } from '../authorization-server/authorization-server.js';
import type { SystemLogEvent } from '../event/system-log-event.js';
import { parseJws } from '../jwt/verify-jws.js';
import type { Actor, Administration } from './administration.js';
import { isSimulatedKey } from '../enrollment/simulated-key.js';
import { plainPushAnswer } from './push-answer.js';
import { outcomeOf } from './transactions.js';

export type TimelineKind = 'RECEIVED' | 'POLICY' | 'PUSH' | 'ANSWERED' | 'REDEEMED' | 'CANCELLED' | 'EXPIRED' | 'FAILED' | 'REPORTED';

export interface TimelineStep {
  readonly kind: TimelineKind;
  readonly at: Instant;
  /** Milliseconds since the request was received. */
  readonly offsetMs: number;
  /** In plain words. */
  readonly text: string;
  /** What a program can tell apart: how a push ended, what was answered, why it failed. */
  readonly code: string | undefined;
  /** Page of the documentation for what went wrong. */
  readonly docs: string | undefined;
  /** The device's enrollment, where one is concerned. */
  readonly enrollmentId: string | undefined;
  /** Private to administrators: the push service's answer, who cancelled, the key and the number. */
  readonly detail: string | undefined;
}

export type TimelineReader = Pick<Administration, 'management'> & { readonly engine: Pick<Engine, 'authorizationServers'> };

const maxEvents = 50;

/** In order of time. */
export async function getTimeline(
  { management, engine }: TimelineReader,
  transaction: Transaction,
  actor: Actor,
): Promise<readonly TimelineStep[]> {
  const { request } = transaction;
  const [events, server] = await Promise.all([
    management.systemLog.list({
      orgId: actor.orgId,
      order: 'ascending',
      since: request.createdAt,
      until: undefined,
      after: undefined,
      words: [],
      filter: { kind: 'compare', attribute: 'target.id', operator: 'eq', value: request.transactionId },
      limit: maxEvents,
    }),
    engine.authorizationServers.find(
      actor.orgId,
      request.authorizationServerId === actor.orgId ? undefined : request.authorizationServerId,
    ),
  ]);
  const steps = [
    received(transaction),
    ...policy(transaction, server),
    ...transaction.challenges.map(pushed),
    ...transaction.challenges.flatMap((challenge) => answered(transaction, challenge)),
    ...redeemed(transaction),
    ...events.flatMap(ended),
  ];
  return steps
    .map((step): TimelineStep => ({ ...nothing, ...step, offsetMs: step.at - request.createdAt }))
    .sort((one, other) => one.at - other.at);
}

type Step = Pick<TimelineStep, 'kind' | 'at' | 'text'> & Partial<TimelineStep>;
const nothing = { code: undefined, docs: undefined, enrollmentId: undefined, detail: undefined };

function received({ request }: Transaction): Step {
  const { clientName } = request.display;
  const { administratorId } = request.requestedFrom;
  if (administratorId !== undefined) {
    const text = `TEST: an administrator asked in the place of ${clientName}.`;
    return { kind: 'RECEIVED', at: request.createdAt, text, code: 'TEST', detail: administratorId };
  }
  const text = request.transactionType === 'LOGIN' ? 'The sign-in page asked.' : `${clientName} asked.`;
  return { kind: 'RECEIVED', at: request.createdAt, text, ...(request.userId === undefined ? { code: 'NOBODY_ASKED' } : {}) };
}

function policy({ request }: Transaction, server: AuthorizationServer | undefined): readonly Step[] {
  const { ruleId } = request.lifetimes;
  if (ruleId === undefined) return [];
  const found = server?.policies.find(({ rules }) => rules.some(({ id }) => id === ruleId));
  const rule = found?.rules.find(({ id }) => id === ruleId);
  const text =
    found === undefined || rule === undefined
      ? 'A rule allowed it that is gone by now.'
      : `The rule ${rule.name} of the policy ${found.name} allowed it.`;
  return [{ kind: 'POLICY', at: request.createdAt, text, code: ruleId }];
}

function pushed({ challenge, delivery }: TransactionChallenge): Step {
  const { code, text, docs } = plainPushAnswer(delivery);
  const { enrollmentId, createdAt } = challenge;
  return { kind: 'PUSH', at: delivery.at ?? createdAt, text, code, docs, enrollmentId, detail: delivery.detail };
}

const decisions = {
  approved: 'The person approved.',
  denied: 'The person refused.',
  failed: 'The answer did not count: user verification was required.',
} as const;

function answered({ request }: Transaction, { challenge, answer }: TransactionChallenge): readonly Step[] {
  if (answer === undefined) return [];
  const context = parseJws(answer.jwt)?.claims['challengeResponseContext'];
  const consent: unknown = typeof context === 'object' && context !== null ? Reflect.get(context, 'userConsent') : undefined;
  const wrongNumber = request.decision?.reason.includes('wrong number') === true;
  const text = wrongNumber ? 'The person chose a wrong number.' : decisions[outcomeOf(request, challenge.userVerification)];
  const number = request.numberChallenge === undefined ? '' : `, number ${request.numberChallenge.answer}`;
  return [
    {
      kind: 'ANSWERED',
      at: answer.answeredAt,
      text: isSimulatedKey(answer.key.kid) ? `SIMULATED: ${text}` : text,
      code: wrongNumber ? 'WRONG_NUMBER' : typeof consent === 'string' ? consent : undefined,
      docs: wrongNumber ? 'docs/prompts.md#number-matching' : undefined,
      enrollmentId: challenge.enrollmentId,
      detail: `${answer.keyType} key ${answer.key.kid}${answer.passkey === undefined ? '' : ', with a passkey'}${number}`,
    },
  ];
}

function redeemed({ redeemedAt }: Transaction): readonly Step[] {
  return redeemedAt === undefined ? [] : [{ kind: 'REDEEMED', at: redeemedAt, text: 'The application fetched its tokens.' }];
}

const endings: ReadonlyMap<string, Pick<Step, 'kind' | 'text' | 'docs'>> = new Map<string, Pick<Step, 'kind' | 'text' | 'docs'>>([
  ['x.ciba.request.cancel', { kind: 'CANCELLED', text: 'It was taken back.' }],
  ['x.login.request.cancel', { kind: 'CANCELLED', text: 'It was taken back.' }],
  [
    'x.ciba.request.expire',
    { kind: 'EXPIRED', text: 'Nobody answered in time, or the approval was not fetched in time.', docs: 'docs/transactions.md' },
  ],
  [
    'x.ciba.request.fail',
    { kind: 'FAILED', text: 'Its user, device or application was taken out of service.', docs: 'docs/transactions.md' },
  ],
  [
    'user.account.report_suspicious_activity_by_enduser',
    { kind: 'REPORTED', text: 'The person reported it.', docs: 'docs/prompts.md#reports' },
  ],
]);

function ended({ eventType, publishedAt, actor, debugData }: SystemLogEvent): readonly Step[] {
  const ending = endings.get(eventType);
  if (ending === undefined) return [];
  const detail = [actor.alternateId ?? actor.displayName ?? actor.id, debugData['reason'], debugData['comment']].filter(
    (part) => part !== undefined,
  );
  return [{ ...ending, at: publishedAt, code: debugData['reason'], detail: detail.join(': ') }];
}
