import type { Instant } from '../../ports/clock.js';

/** How far the push of a challenge has come. */
export type PushState =
  /** Waits to be sent, or to be sent again. */
  | 'queued'
  /** The push service took it; whether the device shows it, nobody tells. */
  | 'sent'
  /** Will not be sent any more. */
  | 'failed'
  /** The push service no longer knows the device's token, which was forgotten: the device pulls. */
  | 'retired'
  /** Nothing was to be sent: the device pulls, or the challenge had ended. */
  | 'none';

/** What the delivery of a challenge to its device has come to; never a reason to decide anything. */
export interface PushDelivery {
  readonly state: PushState;
  /** In words for operators, such as `APNs 410 Unregistered`. No token, no content. */
  readonly detail: string | undefined;
  /** When the state was reached; undefined while nothing was tried. */
  readonly at: Instant | undefined;
}
