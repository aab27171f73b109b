/** The way to the sign-in and back to where one was; and the way out. */
import { consoleApi } from '../api/client.js';

const startedKey = 'countersign-console-sign-in';
/** Coming back without a session sooner than this means that signing in does not help: it is not tried by itself again. */
const loopMs = 5_000;

export function signInUrl(): string {
  return `/admin/sign-in?${new URLSearchParams({ returnTo: location.pathname + location.search }).toString()}`;
}

let isLeaving = false;

/** Does nothing when a sign-in was started just now: the person has to ask for the next one. */
export function goToSignIn(): void {
  const now = Date.now();
  if (now - Number(sessionStorage.getItem(startedKey) ?? 0) < loopMs) return;
  sessionStorage.setItem(startedKey, String(now));
  isLeaving = true;
  location.assign(signInUrl());
}

/** True once the page is on its way to the sign-in: nothing needs to be shown any more. */
export const isLeavingForSignIn = (): boolean => isLeaving;

/** Ends the session, then asks who comes next. */
export async function signOut(): Promise<void> {
  await consoleApi.POST('/admin/sign-out');
  location.assign('/admin/sign-in');
}
