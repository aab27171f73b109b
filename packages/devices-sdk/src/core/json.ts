/** Reading JSON from outside without trusting its shape. */

export type JsonObject = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The parsed value; undefined for text that is not JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The object at the end of `path`; undefined when a step is missing or no object. */
export function objectAt(value: unknown, ...path: readonly string[]): JsonObject | undefined {
  let current: unknown = value;
  for (const step of path) current = isObject(current) ? current[step] : undefined;
  return isObject(current) ? current : undefined;
}

/** The text at the end of `path`; undefined when it is missing, empty or no string. */
export function textAt(value: unknown, ...path: readonly string[]): string | undefined {
  const last = path.at(-1);
  if (last === undefined) return undefined;
  const found = objectAt(value, ...path.slice(0, -1))?.[last];
  return typeof found === 'string' && found !== '' ? found : undefined;
}

export function textsOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];
}
