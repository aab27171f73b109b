/** What the answer of a push service means, for people who have to do something about it. */
import type { PushDelivery } from '../challenge/push-delivery.js';

export interface PlainAnswer {
  readonly code:
    | 'SENT'
    | 'WAITING'
    | 'PULLED'
    | 'TOKEN_RETIRED'
    | 'TOO_LATE'
    | 'CREDENTIALS_REFUSED'
    | 'NOT_REACHABLE'
    | 'NO_PROVIDER'
    | 'REFUSED';
  readonly text: string;
  /** Page and heading of the documentation. */
  readonly docs: string | undefined;
}

interface Row {
  readonly when: RegExp;
  readonly answer: PlainAnswer;
}

const delivery = 'docs/push.md#what-becomes-of-a-push';
const setUp = 'docs/push.md#set-it-up';

/** The first that fits; the details are those of the senders and of the delivery. */
const rows: readonly Row[] = [
  { when: /^expired before/, answer: { code: 'TOO_LATE', text: 'The request ended before the push could be sent.', docs: delivery } },
  {
    when: /no (?:APNs|FCM|Web Push) provider|provider does not exist|no push service/,
    answer: {
      code: 'NO_PROVIDER',
      text: 'The authenticator has no push provider for this device: it fetches the request by itself.',
      docs: setUp,
    },
  },
  {
    when: /\b40[13]\b|InvalidProviderToken|ExpiredProviderToken|Forbidden|PERMISSION_DENIED|UNAUTHENTICATED|refused the (?:key|account)/,
    answer: { code: 'CREDENTIALS_REFUSED', text: 'The push service refused the credentials of the push provider.', docs: setUp },
  },
  { when: /no answer/, answer: { code: 'NOT_REACHABLE', text: 'The push service did not answer.', docs: delivery } },
];

export function plainPushAnswer({ state, detail = '' }: Pick<PushDelivery, 'state' | 'detail'>): PlainAnswer {
  switch (state) {
    case 'sent':
      return { code: 'SENT', text: 'The push service took it. Whether the device shows it, nobody tells.', docs: undefined };
    case 'queued':
      return { code: 'WAITING', text: 'It waits to be sent.', docs: delivery };
    case 'retired':
      return { code: 'TOKEN_RETIRED', text: 'The push service no longer knows the device: its push token was forgotten.', docs: delivery };
    case 'failed':
      return rowOf(detail) ?? { code: 'REFUSED', text: 'The push service refused it.', docs: delivery };
    case 'none':
      return (
        rowOf(detail) ?? { code: 'PULLED', text: 'Nothing was to be sent: the device fetches the request by itself.', docs: undefined }
      );
  }
}

function rowOf(detail: string): PlainAnswer | undefined {
  return rows.find(({ when }) => when.test(detail))?.answer;
}
