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

export interface SignInLimits {
  readonly perLogin: number;
  /** Many people share one address, and they sign in at the same hour. */
  readonly perAddress: number;
  readonly windowMs: number;
  readonly maxEntries: number;
}

export const signInLimits: SignInLimits = { perLogin: 10, perAddress: 100, windowMs: 10 * 60_000, maxEntries: 50_000 };

interface Window {
  attempts: number;
  readonly endsAt: Instant;
}

export function createSignInThrottle(clock: Clock, limits: SignInLimits = signInLimits): SignInThrottle {
  const windows = new Map<string, Window>();

  function current(key: string): Window | undefined {
    const window = windows.get(key);
    if (window === undefined || clock.now() < window.endsAt) return window;
    windows.delete(key);
    return undefined;
  }

  /** 0 while there is room. */
  function endOfFull(key: string, limit: number): Instant {
    const window = current(key);
    return window !== undefined && window.attempts >= limit ? window.endsAt : 0;
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
      const [login, address] = keysOf(attempt);
      const until = Math.max(endOfFull(login, limits.perLogin), endOfFull(address, limits.perAddress));
      if (until > 0) return Math.ceil((until - clock.now()) / 1000);
      count(login);
      count(address);
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
