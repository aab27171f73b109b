/** The code of the enrollment link the app was opened with. It leaves the address at once: it has no place in the history. */
export function takeArrivedCode(): string | undefined {
  const { pathname, hash } = location;
  if (pathname !== '/enroll' || hash.length < 2) return undefined;
  history.replaceState(null, '', pathname);
  return hash.slice(1);
}
