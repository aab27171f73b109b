/** What somebody typed into a form, put together with what others saved since the form was opened. */

interface Edits<Values> {
  readonly opened: Values;
  readonly typed: Values;
  /** As it is saved at this moment. */
  readonly now: Values;
}

export interface Merged<Values> {
  /** What was typed, and for every other field what is saved now. */
  readonly values: Values;
  /** A field was changed here and, to something else, by others. */
  readonly isClash: boolean;
}

const same = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

export function mergeEdits<Values extends object>({ opened, typed, now }: Edits<Values>): Merged<Values> {
  const edits = Object.entries(typed).filter(([name, value]) => !same(value, Reflect.get(opened, name)));
  return {
    values: { ...now, ...Object.fromEntries(edits) },
    isClash: edits.some(([name, value]) => {
      const saved: unknown = Reflect.get(now, name);
      return !same(saved, Reflect.get(opened, name)) && !same(saved, value);
    }),
  };
}
