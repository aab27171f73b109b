import { describe, expect, it } from 'vitest';
import type { Transaction } from '../../ports/management/transaction-store.js';
import { plainPushAnswer } from './push-answer.js';
import { getTimeline } from './transaction-timeline.js';

const start = Date.UTC(2026, 0, 15);
const jwt = ['{"alg":"ES256"}', JSON.stringify({ challengeResponseContext: { userConsent: 'APPROVED_USER_VERIFICATION' } })]
  .map((part) => Buffer.from(part).toString('base64url'))
  .join('.');
const challenge = (enrollmentId: string, more: object) => ({
  challenge: { enrollmentId, createdAt: start },
  delivery: { state: 'none', detail: undefined, at: undefined },
  answer: undefined,
  ...more,
});
const transaction = {
  request: {
    transactionId: 'ft1',
    transactionType: 'CIBA',
    createdAt: start,
    userId: 'u',
    display: { clientName: 'Bank' },
    authorizationServerId: 'aus1',
    lifetimes: { ruleId: '0prRule' },
    state: 'redeemed',
    requestedFrom: {},
    decision: { reason: 'APPROVED_USER_VERIFICATION by userVerification' },
    numberChallenge: { answer: '42' },
  },
  redeemedAt: start + 9_000,
  challenges: [
    challenge('phone', {
      delivery: { state: 'sent', detail: 'FCM 200', at: start + 100 },
      answer: { answeredAt: start + 5_000, jwt: `${jwt}.x`, keyType: 'userVerification', key: { kid: 'k1' } },
    }),
    challenge('tablet', { delivery: { state: 'failed', detail: 'APNs 403 InvalidProviderToken', at: start + 200 } }),
    challenge('browser', {}),
  ],
  // what a timeline looks at
} as unknown as Transaction;

const readerOf = (events: readonly object[]) =>
  ({
    management: { systemLog: { list: async () => events } },
    engine: { authorizationServers: { find: async () => ({ policies: [{ name: 'Bank', rules: [{ id: '0prRule', name: 'CIBA' }] }] }) } },
  }) as unknown as Parameters<typeof getTimeline>[0];
const actor = { orgId: 'o', entity: { id: 'a', type: 'User' } };

describe('the timeline of a transaction', () => {
  it('has every step with its offset, in order of time', async () => {
    const events = [
      {
        eventType: 'user.account.report_suspicious_activity_by_enduser',
        publishedAt: start + 60_000,
        actor: { id: 'u' },
        debugData: { reason: 'not_me' },
      },
    ];
    const steps = await getTimeline(readerOf(events), transaction, actor);
    expect(steps.map(({ kind, offsetMs, enrollmentId, code }) => [kind, offsetMs, enrollmentId, code])).toEqual([
      ['RECEIVED', 0, undefined, undefined],
      ['POLICY', 0, undefined, '0prRule'],
      ['PUSH', 0, 'browser', 'PULLED'],
      ['PUSH', 100, 'phone', 'SENT'],
      ['PUSH', 200, 'tablet', 'CREDENTIALS_REFUSED'],
      ['ANSWERED', 5_000, 'phone', 'APPROVED_USER_VERIFICATION'],
      ['REDEEMED', 9_000, undefined, undefined],
      ['REPORTED', 60_000, undefined, 'not_me'],
    ]);
    expect(steps[1]?.text).toBe('The rule CIBA of the policy Bank allowed it.');
    expect(steps[5]).toMatchObject({ text: 'The person approved.', detail: 'userVerification key k1, number 42' });
  });

  it('says who took a transaction back', async () => {
    const events = [
      {
        eventType: 'x.ciba.request.cancel',
        publishedAt: start + 3,
        actor: { id: 'a', alternateId: 'ada@example.com' },
        debugData: { reason: 'cancelled by an administrator' },
      },
    ];
    const steps = await getTimeline(readerOf(events), { ...transaction, challenges: [], redeemedAt: undefined }, actor);
    expect(steps.at(-1)).toMatchObject({ kind: 'CANCELLED', detail: 'ada@example.com: cancelled by an administrator' });
  });

  it.each([
    ['sent', 'APNs 200', 'SENT'],
    ['queued', undefined, 'WAITING'],
    ['retired', 'unregistered: APNs 410 Unregistered', 'TOKEN_RETIRED'],
    ['failed', 'expired before it could be sent', 'TOO_LATE'],
    ['failed', 'APNs 400 BadTopic', 'REFUSED'],
    ['failed', 'Web Push: no answer', 'NOT_REACHABLE'],
    ['none', 'not sent: the authenticator has no FCM provider', 'NO_PROVIDER'],
    ['none', 'not needed: the device pulls', 'PULLED'],
  ] as const)('tells a push that is %s (%s) in plain words', (state, detail, code) => {
    expect(plainPushAnswer({ state, detail })).toMatchObject({ code, text: expect.stringMatching(/\.$/) });
  });
});
