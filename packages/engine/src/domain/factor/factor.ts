/** What a person can prove themselves with beside the password. Devices enrolled in an authenticator are enrollments, not factors. */
import type { Instant } from '../../ports/clock.js';

interface FactorFacts {
  readonly id: string;
  readonly orgId: string;
  readonly userId: string;
  /** Chosen by the person, to tell their factors apart. */
  readonly name: string;
  readonly createdAt: Instant;
  readonly lastUsedAt: Instant | undefined;
}

/** An app that shows codes (RFC 6238). */
export interface TotpFactor extends FactorFacts {
  /** `ost…` */
  readonly kind: 'totp';
  /** Base32. Stored sealed, never logged. */
  readonly secret: string;
  /** The time step of the last accepted code: it and earlier ones count no more (RFC 6238 5.2). */
  readonly lastStep: number;
}

/** A discoverable WebAuthn credential of the org's host (decisions 2.7). */
export interface PasskeyFactor extends FactorFacts {
  /** `fwf…` */
  readonly kind: 'passkey';
  /** Base64url. */
  readonly credentialId: string;
  /** COSE key, base64url. */
  readonly publicKey: string;
  readonly signCount: number;
  readonly transports: readonly string[];
}

export type Factor = TotpFactor | PasskeyFactor;

/** More than anyone uses. */
export const maxFactorsPerUser = 20;

/** A second factor the sign-in page can offer; `push`: approval on an enrolled device. */
export type FactorMethod = 'passkey' | 'totp' | 'push';

const invisible = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/** The person's name for a factor, or the fallback when it is empty; at most 60 characters. */
export function factorName(typed: string | undefined, fallback: string): string {
  const name = [...(typed ?? '').normalize('NFC').replace(invisible, '').trim()].slice(0, 60).join('');
  return name === '' ? fallback : name;
}
