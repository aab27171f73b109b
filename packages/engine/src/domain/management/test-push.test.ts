import { describe, expect, it } from 'vitest';
import type { PushMessage, PushResult } from '../../ports/push-sender.js';
import { FixedClock, SeededRandom } from '../../testing/index.js';
import { sendTestPush } from './test-push.js';

const actor = { orgId: 'o', entity: { id: 'a', type: 'User' } };

function open(result: PushResult, pushToken = 'token') {
  const sent: PushMessage[] = [];
  const events: object[] = [];
  // what a test push needs of them
  const admin = {
    management: { pushProviders: { findById: async (_org: string, id: string) => (id === 'ppc2' ? undefined : { id, name: 'Apple' }) } },
    engine: {
      clock: new FixedClock(),
      random: new SeededRandom('push'),
      events: { append: async (event: object) => void events.push(event) },
      enrollments: { findById: async () => ({ enrollment: { id: 'pfd', status: 'ACTIVE', authenticatorId: 'aut', pushToken } }) },
      authenticators: { findById: async () => ({ apns: { providerId: 'ppc1' } }) },
    },
    pushSender: { send: async (message: PushMessage) => (sent.push(message), result) },
  } as unknown as Parameters<typeof sendTestPush>[0];
  const send = (providerId = 'ppc1') => sendTestPush(admin, { providerId, enrollmentId: 'pfd' }, actor);
  return { send, sent, events };
}

describe('a test push', () => {
  it('wakes the device for nothing and tells what the push service said, in plain words', async () => {
    const { send, sent, events } = open({ outcome: 'unregistered', detail: 'APNs 410 Unregistered' });
    expect(await send()).toMatchObject({ outcome: 'retired', code: 'TOKEN_RETIRED', detail: 'APNs 410 Unregistered' });
    expect(sent).toMatchObject([{ challengeJwt: undefined, allowActions: false }]);
    expect(events).toMatchObject([{ eventType: 'x.push_provider.test', debugData: { outcome: 'retired' } }]);
    expect(JSON.stringify(events)).not.toContain('token"');
  });

  it.each([
    ['a provider there is not', 'ppc2', 'token', 'E0000007'],
    ['a provider of another authenticator', 'ppc3', 'token', 'E0000001'],
    ['a device that pulls', 'ppc1', '', 'E0000001'],
  ])('refuses %s and sends nothing', async (_what, providerId, pushToken, code) => {
    const { send, sent } = open({ outcome: 'sent', detail: 'APNs 200' }, pushToken);
    await expect(send(providerId)).rejects.toMatchObject({ code });
    expect(sent).toEqual([]);
  });
});
