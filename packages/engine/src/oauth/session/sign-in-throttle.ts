import { sha256 } from '../../domain/digest.js';
import type { Clock, Instant } from '../../ports/clock.js';

/**
 * Slows down the guessing of passwords: so many failures for one login, or from one address, and both wait for the window to end.
 * Counted in memory on each node; an attempt counts from its start, so that many at once gain nothing.
 */
export interface SignInThrottle {
  /** Counts an attempt. Seconds to wait when there were too many failures; then nothing was counted and no password may be checked. */
  begin(attempt: SignInAttempt): number | undefined;
  /** Takes a successful attempt back: the login starts afresh, the address gets its one attempt back. */
  succeeded(attempt: SignInAttempt): void;
}

export interface SignInAttempt {
  readonly login: string;
  readonly ip: string;
}

export const signInLimits = { failures: 10, windowMs: 10 * 60_000, maxEntries: 50_000 } as const;

interface Window {
  attempts: number;
  readonly endsAt: Instant;
}

export function createSignInThrottle(
  clock: Clock,
  limits: { failures: number; windowMs: number; maxEntries: number } = signInLimits,
): SignInThrottle {
  const windows = new Map<string, Window>();

  function current(key: string): Window | undefined {
    const window = windows.get(key);
    if (window === undefined || clock.now() < window.endsAt) return window;
    windows.delete(key);
    return undefined;
  }

  function count(key: string): void {
    const window = current(key);
    if (window !== undefined) {
      window.attempts += 1;
      return;
    }
    // insertion order is order of age, as windows are never prolonged
    for (const oldest of windows.keys()) {
      if (windows.size < limits.maxEntries && current(oldest) !== undefined) break;
      windows.delete(oldest);
    }
    windows.set(key, { attempts: 1, endsAt: clock.now() + limits.windowMs });
  }

  return {
    begin(attempt) {
      const keys = keysOf(attempt);
      const full = keys.map(current).filter((window) => window !== undefined && window.attempts >= limits.failures);
      if (full.length > 0) return Math.ceil((Math.max(...full.map((window) => window?.endsAt ?? 0)) - clock.now()) / 1000);
      for (const key of keys) count(key);
      return undefined;
    },
    succeeded(attempt) {
      const [login, address] = keysOf(attempt);
      windows.delete(login);
      const window = current(address);
      if (window !== undefined) window.attempts = Math.max(0, window.attempts - 1);
    },
  };
}

function keysOf({ login, ip }: SignInAttempt): readonly [string, string] {
  return [`login ${sha256(login.toLowerCase())}`, `address ${networkOf(ip)}`];
}

/** One household has a whole /64 of IPv6 addresses: it counts as one. */
function networkOf(ip: string): string {
  if (!ip.includes(':') || ip.includes('.')) return ip;
  const [head = '', tail = ''] = ip.split('::');
  const groups = head === '' ? [] : head.split(':');
  const rest = tail === '' ? [] : tail.split(':');
  const zeros = Array<string>(Math.max(0, 8 - groups.length - rest.length)).fill('0');
  return [...groups, ...zeros, ...rest].slice(0, 4).join(':');
}
