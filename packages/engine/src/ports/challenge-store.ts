import type { Authenticator } from '../domain/authenticator/authenticator.js';
import type { BackchannelRequest } from '../domain/backchannel-request/backchannel-request.js';
import type { Challenge } from '../domain/challenge/challenge.js';
import type { Device, Enrollment } from '../domain/enrollment/enrollment.js';
import type { UserStatus } from '../domain/user/user.js';

/** A challenge with all that signing it or judging its answer needs: one read. */
export interface ChallengeInContext {
  readonly challenge: Challenge;
  readonly request: BackchannelRequest;
  readonly enrollment: Enrollment;
  readonly device: Device;
  readonly userStatus: UserStatus;
  readonly authenticator: Pick<Authenticator, 'id' | 'mobileClientId' | 'name' | 'apns' | 'fcm' | 'webPush'>;
  /** Name of the client that asks, from its registration. */
  readonly clientName: string;
  readonly allowNotificationActions: boolean;
}

export interface ChallengeStore {
  find(orgId: string, transactionId: string, enrollmentId: string): Promise<ChallengeInContext | undefined>;
  /** Unanswered, unexpired challenges of one enrollment, soonest expiry first. */
  listOpen(orgId: string, enrollmentId: string, now: number): Promise<readonly ChallengeInContext[]>;
}
