/** Tells, once, that the server no longer knows this browser's session. Forms keep what was typed before the page leaves. */
const listeners = new Set<() => void>();
let reported = false;

export function reportSignedOut(): void {
  if (reported) return;
  reported = true;
  for (const listener of listeners) listener();
}

export function onSignedOut(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export const isSignedOut = (): boolean => reported;
