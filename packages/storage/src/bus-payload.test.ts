import type { BusMessage } from '@countersign/engine';
import { describe, expect, it } from 'vitest';
import { formatMessages, parsePayload } from './bus-payload.js';

const messages: readonly BusMessage[] = [
  { kind: 'request-changed', authReqIdHash: 'aB3_-'.padEnd(43, 'x') },
  { kind: 'challenge-created', enrollmentId: 'pfd1', transactionId: 'ft_-1' },
  { kind: 'outbox-due' },
  { kind: 'changed', record: 'client', id: 'chosen by hand/with é' },
  { kind: 'changed', record: 'org', id: '' },
];

describe('bus payloads', () => {
  it('bring every kind of message back as it was', () => {
    expect(formatMessages(messages).flatMap(parsePayload)).toEqual(messages);
  });

  it('carry many ids each, say a thing once, and stay below what NOTIFY takes', () => {
    const many = Array.from({ length: 1_000 }, (_, n): BusMessage => ({
      kind: 'request-changed',
      authReqIdHash: String(n).padStart(43, 'h'),
    }));
    const payloads = formatMessages([...many, ...many]);
    expect(payloads).toHaveLength(6);
    expect(Math.max(...payloads.map((payload) => Buffer.byteLength(payload)))).toBeLessThan(7_999);
    expect(payloads.flatMap(parsePayload)).toEqual(many);
  });

  it('of a later version are passed over as far as they are not understood', () => {
    expect(parsePayload('x client/0oa1 something-new/id')).toEqual([{ kind: 'changed', record: 'client', id: '0oa1' }]);
    expect(parsePayload('? what is this')).toEqual([]);
  });
});
