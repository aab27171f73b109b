/** One preference as far as its first parameter; only the number of `wait` is of interest. */
const waitPreference = /^\s*wait\s*=\s*(?:"(\d+)"|(\d+))\s*(?:;|$)/i;
const namesWait = /^\s*wait\s*(?:[=;]|$)/i;
/** Nobody waits longer: the number stays exact, and what may be held is decided elsewhere. */
const maxSeconds = 999_999;

/** `wait=N` among the preferences of RFC 7240 2: the seconds the caller is willing to wait; undefined when it did not say, or said 0. */
export function preferredWaitSeconds(header: string | readonly string[] | undefined): number | undefined {
  if (header === undefined) return undefined;
  const preferences = splitPreferences(typeof header === 'string' ? header : header.join(','));
  // of several with one name the first counts
  const match = waitPreference.exec(preferences.find((preference) => namesWait.test(preference)) ?? '');
  const seconds = Math.min(Number(match?.[1] ?? match?.[2] ?? 0), maxSeconds);
  return seconds > 0 ? seconds : undefined;
}

/** At commas that are not inside quotes. */
function splitPreferences(text: string): readonly string[] {
  const preferences: string[] = [];
  let start = 0;
  let quoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at];
    if (character === '"') quoted = !quoted;
    else if (character === '\\' && quoted) at += 1;
    else if (character === ',' && !quoted) {
      preferences.push(text.slice(start, at));
      start = at + 1;
    }
  }
  preferences.push(text.slice(start));
  return preferences;
}
