/** All that the screens show. Changed by `createAuthenticatorApp` alone. */
import type { Account, Challenge, Enrollment, LiveState } from '@countersign/devices-sdk/browser';
import type { BrandEntry } from '../accounts/brand-entry.js';
import type { BrandTheme } from '../accounts/brand-theme.js';
import type { AppSettings } from '../settings/app-settings.js';
import type { Translator } from '../i18n/translator.js';
import type { SignedIn } from '../sign-in/sign-in.js';

export interface AccountState {
  readonly account: Account;
  readonly brand: string;
  readonly theme: BrandTheme | undefined;
  readonly enrollments: readonly Enrollment[];
  readonly connection: LiveState | undefined;
  /** The org takes no statement of this device any more, and does not say why: paused or removed. */
  readonly refused: boolean;
}

export interface PendingRequest {
  readonly accountKey: string;
  readonly brand: string;
  readonly theme: BrandTheme | undefined;
  readonly username: string | undefined;
  readonly enrollment: Enrollment;
  readonly challenge: Challenge;
}

export interface AppState {
  /** False until settings and accounts were read: screens show their outline. */
  readonly ready: boolean;
  readonly path: string;
  readonly translator: Translator;
  readonly settings: AppSettings;
  readonly accounts: readonly AccountState[];
  /** The one that expires first in front. */
  readonly pending: readonly PendingRequest[];
  /** A list came since the start, or could not be had: before that nobody knows whether something waits. */
  readonly checked: boolean;
  /** Transactions the org said are over. */
  readonly ended: ReadonlySet<string>;
  /** When each request this page has seen was made, in milliseconds. */
  readonly askedAt: ReadonlyMap<string, number>;
  /** A request was refused because it is not what the org signed. */
  readonly tampered: boolean;
  readonly online: boolean;
  readonly clockAheadMs: number;
  /** The tokens of a sign-in that is being used; in memory only. */
  readonly signedIn: SignedIn | undefined;
  /** From the fragment of an enrollment link, until it was looked at. */
  readonly arrivedCode: string | undefined;
}

export function brandNameOf(brands: readonly BrandEntry[], account: Account): string {
  return brandEntryOf(brands, account)?.brand ?? new URL(account.orgUrl).host;
}

export function brandEntryOf(brands: readonly BrandEntry[], account: Account): BrandEntry | undefined {
  return brands.find(({ orgUrl, clientId }) => orgUrl === account.orgUrl && clientId === account.clientId);
}

/** New list of one enrollment in place of its old one. */
export function withPending(
  before: readonly PendingRequest[],
  enrollmentId: string,
  list: readonly PendingRequest[],
): readonly PendingRequest[] {
  const others = before.filter(({ enrollment }) => enrollment.id !== enrollmentId);
  return [...others, ...list].toSorted((a, b) => a.challenge.expiresAt.getTime() - b.challenge.expiresAt.getTime());
}
