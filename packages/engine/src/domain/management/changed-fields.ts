const maxValueLength = 200;
const maxFields = 40;

/**
 * Before and after of what differs between two records, for the system log: `{ "settings.notes.admin": "null -> \"call Ann\"" }`.
 * Both must be free of secrets. Long values are cut.
 */
export function changedFields(before: object, after: object): Readonly<Record<string, string>> {
  const old = new Map(leaves(before, ''));
  const fresh = new Map(leaves(after, ''));
  const names = [...new Set([...old.keys(), ...fresh.keys()])].filter((name) => old.get(name) !== fresh.get(name));
  return Object.fromEntries(names.slice(0, maxFields).map((name) => [name, `${cut(old.get(name))} -> ${cut(fresh.get(name))}`]));
}

/** Lists count as one value: their order means something. */
function* leaves(value: object, path: string): Generator<readonly [string, string]> {
  for (const [key, member] of Object.entries(value)) {
    const name = path === '' ? key : `${path}.${key}`;
    const inner: unknown = member;
    if (typeof inner === 'object' && inner !== null && !Array.isArray(inner)) yield* leaves(inner, name);
    else if (inner !== undefined) yield [name, JSON.stringify(inner)];
  }
}

function cut(text: string | undefined): string {
  if (text === undefined) return 'none';
  return text.length <= maxValueLength ? text : `${text.slice(0, maxValueLength).toWellFormed()}…`;
}
