import type { Authenticator } from '../domain/authenticator/authenticator.js';
import type { Enrollment } from '../domain/enrollment/enrollment.js';

/** What to tell a device. `challengeJwt` is left out when only a wake-up may be sent. */
export interface PushMessage {
  readonly enrollment: Enrollment;
  readonly authenticator: Pick<Authenticator, 'id' | 'mobileClientId' | 'name' | 'apns' | 'fcm' | 'webPush'>;
  readonly challengeJwt: string | undefined;
  readonly transactionId: string;
  /** Whether the device will ask for user verification, and whether notification buttons are allowed. */
  readonly asksUserVerification: boolean;
  readonly allowActions: boolean;
  readonly expiresAt: number;
}

export type PushResult =
  | { readonly outcome: 'sent'; readonly detail: string }
  /** Nothing to send with: the device pulls. */
  | { readonly outcome: 'pull-only'; readonly detail: string }
  | { readonly outcome: 'retry'; readonly detail: string; readonly afterMs?: number }
  /** The token is dead: forget it, keep the enrollment. */
  | { readonly outcome: 'unregistered'; readonly detail: string }
  | { readonly outcome: 'failed'; readonly detail: string };

export interface PushSender {
  send(message: PushMessage): Promise<PushResult>;
}
