import type { PushMessage, PushResult, PushSender } from '@countersign/engine';
import { expect, it } from 'vitest';
import { limitPerProvider } from './provider-limit.js';

// only the authenticator is looked at here
const message = (providerId: string) => ({ authenticator: { fcm: { providerId } } }) as PushMessage;

it('a provider that hangs fills its own lane only, and is open again when it answers', async () => {
  const waiting: ((result: PushResult) => void)[] = [];
  const sender: PushSender = {
    send: ({ authenticator }) =>
      authenticator.fcm?.providerId === 'slow'
        ? new Promise((resolve) => waiting.push(resolve))
        : Promise.resolve({ outcome: 'sent', detail: 'ok' }),
  };
  const limited = limitPerProvider(sender, ({ authenticator }) => authenticator.fcm?.providerId ?? '');
  const slow = Array.from({ length: 64 }, () => limited.send(message('slow')));
  expect(await limited.send(message('slow'))).toMatchObject({ outcome: 'retry', detail: 'the provider is busy' });
  expect(await limited.send(message('fast'))).toMatchObject({ outcome: 'sent' });
  for (const answer of waiting) answer({ outcome: 'sent', detail: 'late' });
  await Promise.all(slow);
  const next = limited.send(message('slow'));
  expect(waiting).toHaveLength(65);
  waiting.at(-1)?.({ outcome: 'sent', detail: 'again' });
  expect(await next).toMatchObject({ detail: 'again' });
});
