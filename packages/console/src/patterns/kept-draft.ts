/** What was typed when the session ended, kept in this tab for the way back. Never for fields that hold secrets. */
const prefix = 'countersign-console-draft:';

/** A draft belongs to one form of one page. */
export function draftKey(form: string): string {
  return `${prefix}${location.pathname}#${form}`;
}

export function hasDraft(key: string): boolean {
  return sessionStorage.getItem(key) !== null;
}

export function keepDraft(key: string, values: unknown): void {
  sessionStorage.setItem(key, JSON.stringify(values));
}

/** Members that the form no longer has are dropped. Not removed before `forgetDraft`: a page may be drawn twice. */
export function readDraft<Values extends object>(key: string, initial: Values): Values | undefined {
  const text = sessionStorage.getItem(key);
  if (text === null) return undefined;
  try {
    const parsed: unknown = JSON.parse(text);
    if (typeof parsed !== 'object' || parsed === null) return undefined;
    const known = Object.entries(parsed).filter(([name, value]) => typeof value === typeof Reflect.get(initial, name));
    return { ...initial, ...Object.fromEntries(known) };
  } catch {
    return undefined;
  }
}

export function forgetDraft(key: string): void {
  sessionStorage.removeItem(key);
}
