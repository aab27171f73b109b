import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { canonicalJson } from './canonical-json.js';
import { contentText, entryText, readLogEntry } from './log-entry.js';
import { type LogSeal, type LogSealClaims, logSealType } from './log-seal.js';
import { iss, rsaSigner, signJws } from './testing/make-evidence.js';
import { type LogResult, verifyLog, type VerifyLogOptions } from './verify-log.js';

const org = rsaSigner('org-1');
const jwks = { keys: [org.jwk] };
const hash = (text: string) => createHash('sha256').update(text).digest('base64url');

/** One event a minute, as the API lists it. */
const eventAt = (minute: number) => ({
  uuid: `00000000-0000-4000-8000-${String(minute).padStart(12, '0')}`,
  published: `2026-01-15T12:${String(minute).padStart(2, '0')}:00.000Z`,
  eventType: 'user.session.start',
  severity: 'INFO',
  displayMessage: 'Sign in',
  actor: { id: '00u1', type: 'User', alternateId: 'ann@example.com', displayName: null, detailEntry: null },
  target: [{ id: '0oa1', type: 'AppInstance', alternateId: null, displayName: 'Shop' }],
  outcome: { result: 'SUCCESS', reason: null },
  client: { ipAddress: '192.0.2.1', userAgent: { rawUserAgent: 'test' } },
  transaction: { type: 'WEB', id: 'r1' },
  debugContext: { debugData: { a: 'b' } },
});
type Event = ReturnType<typeof eventAt>;

function digestOf(event: object): string {
  const entry = readLogEntry(event);
  if (entry === undefined) throw new Error('no event');
  return hash(entryText(entry, 'erased' in entry ? entry.erased : hash(contentText(entry))));
}

/** Three seals of three events each, and one event after them. */
function makeChain(change: (claims: LogSealClaims) => object = (claims) => claims): LogSeal[] {
  const seals: LogSeal[] = [];
  for (const number of [1, 2, 3]) {
    const from = (number - 1) * 3;
    const digests = [0, 1, 2].map((offset) => digestOf(eventAt(from + offset))).toSorted();
    const before = seals.at(-1);
    const claims: LogSealClaims = {
      iss,
      number,
      from: eventAt(from).published,
      until: eventAt(from + 3).published,
      count: 3,
      events: hash(canonicalJson(digests)),
      previous: before === undefined ? null : hash(before.seal),
      iat: 1,
    };
    seals.push({ number, digests, seal: signJws(org, change(claims), { typ: logSealType }) });
  }
  return seals;
}

const all = Array.from({ length: 10 }, (_, minute) => eventAt(minute));
let chain: readonly LogSeal[];
beforeAll(() => {
  chain = makeChain();
});
const verify = (events: readonly unknown[] = all, seals: readonly unknown[] = chain, more: Partial<VerifyLogOptions> = {}) =>
  verifyLog(seals, events, { jwks, ...more });
const faultsOf = ({ ok, faults }: LogResult) => [
  ok,
  ...faults.map(({ seal, event, detail }) => `${seal} ${event?.slice(-2) ?? '-'} ${detail}`),
];
const altered = 'It was altered, or added after the seal.';
const replaceAt = (at: number, more: Partial<Event>) => all.map((event, index) => (index === at ? { ...event, ...more } : event));
const resealed = (at: number, seal: Partial<LogSeal>) => chain.map((each, index) => (index === at ? { ...each, ...seal } : each));

describe('verifyLog (S-118)', () => {
  it('finds a log as it was sealed good, in any order of events and seals', async () => {
    const good = { ok: true, faults: [], checkedSeals: 3, skippedSeals: 0, checkedEvents: 9, unsealedEvents: 1, firstSeal: 1 };
    expect(await verify()).toEqual({ ...good, head: hash(chain[2]?.seal ?? '') });
    expect(await verify(all.toReversed(), chain.toReversed())).toMatchObject(good);
  });

  it.each<[string, () => readonly unknown[], string]>([
    ['another person', () => replaceAt(4, { actor: { ...eventAt(4).actor, id: '00u2' } }), `2 04 ${altered}`],
    ['another outcome', () => replaceAt(4, { outcome: { result: 'FAILURE', reason: null } }), `2 04 ${altered}`],
    ['another address', () => replaceAt(8, { client: { ...eventAt(8).client, ipAddress: '192.0.2.2' } }), `3 08 ${altered}`],
    ['another time within its stretch', () => replaceAt(3, { published: '2026-01-15T12:03:00.001Z' }), `2 03 ${altered}`],
    ['an event that is gone', () => all.toSpliced(4, 1), '2 - 1 of its 3 events are missing.'],
    ['events of a whole stretch gone', () => all.toSpliced(6, 3), '3 - 3 of its 3 events are missing.'],
    ['an event that was added', () => [...all, { ...eventAt(4), uuid: 'x99' }], `2 99 ${altered}`],
    ['an event twice', () => [...all, eventAt(4)], `2 04 ${altered}`],
    ['what is no event', () => [...all, { uuid: 'x99' }], 'undefined 99 It is no event of the system log.'],
  ])('names the place of %s', async (_name, events, fault) => {
    expect(faultsOf(await verify(events()))).toEqual([false, fault]);
  });

  it.each<[string, () => readonly unknown[], string]>([
    ['a seal left out', () => chain.toSpliced(1, 1), '3 - A seal before this one is missing.'],
    [
      'digests that are not those sealed',
      () => resealed(1, { digests: chain[0]?.digests ?? [] }),
      '2 - The digests beside the seal are not those that were sealed.',
    ],
    [
      'a seal of another key',
      () => resealed(0, { seal: signJws(rsaSigner('org-1'), { number: 1 }, { typ: logSealType }) }),
      '1 - The seal does not bear a good signature of the org.',
    ],
    [
      'a seal made anew',
      () => resealed(1, { seal: makeChain((claims) => ({ ...claims, iat: 2 }))[1]?.seal ?? '' }),
      '2 - The seal follows another one: the one before it was replaced.',
    ],
    [
      'a gap',
      () => makeChain((claims) => (claims.number === 1 ? { ...claims, until: eventAt(2).published } : claims)),
      '2 - The seal leaves a gap after the one before.',
    ],
    ['what is no seal', () => [null], 'NaN - It is no seal.'],
  ])('refuses %s', async (_name, seals, fault) => {
    const { ok, faults } = await verify(all, seals());
    expect(ok).toBe(false);
    expect(faultsOf({ ok, faults } as LogResult)).toContain(fault);
  });

  it('a seal that was kept elsewhere has to be in the chain: it cannot be cut off unnoticed', async () => {
    const { head = '' } = await verify();
    expect(await verify(all.slice(0, 6), chain.slice(0, 2))).toMatchObject({ ok: true });
    expect(faultsOf(await verify(all.slice(0, 6), chain.slice(0, 2), { contains: head }))[0]).toBe(false);
    expect(await verify(all, chain, { contains: hash(chain[1]?.seal ?? '') })).toMatchObject({ ok: true });
  });

  it('holds when the oldest events have left, with their digests', async () => {
    const { digests: _gone, ...bare } = chain[0] ?? { number: 1, seal: '' };
    const left = [bare, ...chain.slice(1)];
    expect(await verify(all.slice(3), left)).toMatchObject({ ok: true, skippedSeals: 1, checkedSeals: 2 });
    // they are somewhere else still: the seal alone knows them
    expect(await verify(all, left)).toMatchObject({ ok: true, checkedSeals: 3 });
    expect(faultsOf(await verify(replaceAt(1, { severity: 'WARN' }), left))).toEqual([
      false,
      '1 - Its events are not those that were sealed.',
    ]);
    expect(await verify([], chain)).toMatchObject({ ok: false, checkedSeals: 0 });
  });

  it('S-121 an event whose content was erased, with its id, still proves that it happened', async () => {
    const { published, eventType, severity, outcome } = eventAt(4);
    const entry = readLogEntry(eventAt(4));
    if (entry === undefined || 'erased' in entry) throw new Error('no event');
    const erased = { published, eventType, severity, outcome: { result: outcome.result }, erased: hash(contentText(entry)) };
    expect(JSON.stringify(erased)).not.toMatch(/ann@|192\.0|00u1|0oa1|00000000/);
    expect(await verify(all.with(4, erased as never))).toMatchObject({ ok: true, checkedEvents: 9 });
    expect((await verify(all.with(4, { ...erased, severity: 'WARN' } as never))).ok).toBe(false);
  });
});
