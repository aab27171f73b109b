import type { NumberChallengeMode } from '../backchannel-request/number-challenge.js';
import type { BrandColours } from '../brand/screen-colours.js';
import { defaultLockout, type LockoutSettings } from '../session/lockout.js';
import { defaultPromptLimits, type PromptLimits } from '../prompt-limits/prompt-limits.js';

/** The tenant. One org per deployment; every row still carries its id. */
export interface Org {
  /** `00o…` */
  readonly id: string;
  /** No path, no trailing slash: issuer of the org authorization server, `iss` of every challenge. */
  readonly url: string;
  readonly name: string;
  readonly settings: OrgSettings;
  /** Of the default brand. */
  readonly brandColours?: BrandColours | undefined;
}

/**
 * When the sign-in page asks for a second factor. `whenEnrolled`: once the person has set one up for signing in (a device that can
 * approve sign-ins is offered then, but is not yet a wish to be asked); `always`: and whoever has none sets one up first.
 */
export type SecondFactorPolicy = 'never' | 'whenEnrolled' | 'always';

export interface SignInPolicy {
  readonly secondFactor: SecondFactorPolicy;
  /** Whether an approval on a device needs the number that the sign-in page shows. */
  readonly numberChallenge: NumberChallengeMode;
  /** `off`: a device is enrolled by signing in on it, never by a link or code. Left out: allowed. */
  readonly enrollmentLinks?: 'allowed' | 'off' | undefined;
}

/** Data, not configuration: changed while running, the same on every node. */
export interface OrgSettings {
  /** Longest `expires_in` a client can ask for, 300 to 3600. */
  readonly maxRequestExpirySeconds: number;
  /** How many backchannel requests of one client may be pending. */
  readonly maxPendingPerClient: number;
  /** Whether a push carries the signed challenge or only wakes the device. */
  readonly pushContent: 'full' | 'wakeUp';
  /** How the devices protocol's section 2.10 treats answers by the proof-of-possession key when user verification is `PREFERRED`. */
  readonly preferredUserVerificationMayBeSkipped: boolean;
  /** How often a person may be asked; undefined: as often as clients like, for load tests. */
  readonly promptLimits: PromptLimits | undefined;
  /** Apps may have a policy of their own. */
  readonly signInPolicy: SignInPolicy;
  readonly lockout: LockoutSettings;
  readonly features: OrgFeatures;
}

/** What the org has switched on. */
export interface OrgFeatures {
  /** Whether clients may ask by the backchannel at all. */
  readonly transactionVerification: boolean;
  /** Whether administrators may enrol devices that the server itself answers for: for trying, never for people's money. */
  readonly simulatedDevices: boolean;
}

export const defaultOrgSettings: OrgSettings = {
  maxRequestExpirySeconds: 300,
  maxPendingPerClient: 10_000,
  pushContent: 'full',
  preferredUserVerificationMayBeSkipped: true,
  promptLimits: defaultPromptLimits,
  signInPolicy: { secondFactor: 'whenEnrolled', numberChallenge: 'off', enrollmentLinks: 'allowed' },
  lockout: defaultLockout,
  features: { transactionVerification: true, simulatedDevices: false },
};
