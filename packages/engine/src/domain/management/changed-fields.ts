const maxTextLength = 200;
const maxFields = 40;

/** Before and after of what differs between two records; the names of inner members are joined by dots. What is absent is left out. */
export interface ChangedFields {
  readonly from: Readonly<Record<string, unknown>>;
  readonly to: Readonly<Record<string, unknown>>;
}

/**
 * For the system log: `{ from: { "settings.notes.admin": null }, to: { "settings.notes.admin": "call Ann" } }`. Both records must be free of
 * secrets. Long values are cut. Undefined when nothing differs.
 */
export function changedFields(before: object, after: object): ChangedFields | undefined {
  const old = new Map(leaves(before, ''));
  const fresh = new Map(leaves(after, ''));
  const names = [...new Set([...old.keys(), ...fresh.keys()])].filter(
    (name) => JSON.stringify(old.get(name)) !== JSON.stringify(fresh.get(name)),
  );
  if (names.length === 0) return undefined;
  const shown = names.slice(0, maxFields);
  return { from: pick(old, shown), to: pick(fresh, shown) };
}

/** Lists count as one value: their order means something. */
function* leaves(value: object, path: string): Generator<readonly [string, unknown]> {
  for (const [key, member] of Object.entries(value)) {
    const name = path === '' ? key : `${path}.${key}`;
    const inner: unknown = member;
    if (typeof inner === 'object' && inner !== null && !Array.isArray(inner)) yield* leaves(inner, name);
    else if (inner !== undefined) yield [name, inner];
  }
}

function pick(values: ReadonlyMap<string, unknown>, names: readonly string[]): Readonly<Record<string, unknown>> {
  return Object.fromEntries(names.flatMap((name) => (values.has(name) ? [[name, cut(values.get(name))]] : [])));
}

function cut(value: unknown): unknown {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length <= maxTextLength ? value : `${text.slice(0, maxTextLength).toWellFormed()}…`;
}
