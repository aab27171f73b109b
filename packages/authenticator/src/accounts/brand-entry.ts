import { isBrandTheme, type BrandTheme } from './brand-theme.js';

/** The brands this app serves, as the server names them in `config.json`. */
export interface BrandEntry {
  readonly brand: string;
  readonly orgUrl: string;
  readonly issuer: string;
  readonly clientId: string;
  readonly authenticatorId: string;
  /** Left out by servers that do not know it: the app's own colours hold. */
  readonly theme?: BrandTheme | undefined;
}

export interface BrandConfig {
  readonly entries: readonly BrandEntry[];
  /** How far this device's clock is ahead of the server's, in milliseconds. */
  readonly clockAheadMs: number;
}

/** Throws when there is no answer or it is not what it should be. */
export async function fetchBrandConfig(): Promise<BrandConfig> {
  const asked = Date.now();
  const response = await fetch('/config.json', { cache: 'no-store', credentials: 'omit' });
  const body: unknown = response.ok ? await response.json() : undefined;
  if (!Array.isArray(body) || !body.every(isBrandEntry)) throw new Error('config.json is not what it should be');
  const served = Date.parse(response.headers.get('date') ?? '');
  return { entries: body, clockAheadMs: Number.isNaN(served) ? 0 : (asked + Date.now()) / 2 - served };
}

function isBrandEntry(value: unknown): value is BrandEntry {
  if (typeof value !== 'object' || value === null) return false;
  const members = value as Partial<Record<keyof BrandEntry, unknown>>; // any object may be asked for its members
  const texts = [members.brand, members.orgUrl, members.issuer, members.clientId, members.authenticatorId];
  return texts.every((text) => typeof text === 'string' && text !== '') && (members.theme === undefined || isBrandTheme(members.theme));
}

const toleratedMs = 60_000;

/** Minutes by which the clock is wrong, once that matters. */
export function wrongClockMinutes(clockAheadMs: number): number | undefined {
  return Math.abs(clockAheadMs) <= toleratedMs ? undefined : Math.round(Math.abs(clockAheadMs) / 60_000);
}
