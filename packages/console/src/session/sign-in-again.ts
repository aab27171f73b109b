/** The way to the sign-in and back to where one was; and the way out. */
import { consoleApi } from '../api/client.js';

const startedKey = 'countersign-console-sign-in';
/** Coming back without a session sooner than this means that signing in does not help: it is not tried by itself again. */
const loopMs = 5_000;

export function signInUrl(): string {
  return `/admin/sign-in?${new URLSearchParams({ returnTo: location.pathname + location.search }).toString()}`;
}

/** False when a sign-in was started just now: the person has to ask for the next one. */
export function goToSignIn(): boolean {
  const now = Date.now();
  if (now - Number(sessionStorage.getItem(startedKey) ?? 0) < loopMs) return false;
  sessionStorage.setItem(startedKey, String(now));
  location.assign(signInUrl());
  return true;
}

/** Ends the session, then asks who comes next. */
export async function signOut(): Promise<void> {
  await consoleApi.POST('/admin/sign-out');
  location.assign('/admin/sign-in');
}
