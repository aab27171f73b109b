/** Values that fit a JSON Schema as the OpenAPI document writes them, or nearly: what random callers send. */
import fc, { type Arbitrary } from 'fast-check';

type Schema = Readonly<Record<string, unknown>>;

export interface ValueSource {
  /** By name: `#/components/schemas/{name}`. */
  readonly components: Readonly<Record<string, Schema>>;
  /** Strings that mean something to the server: ids, names, scopes. */
  readonly words: Arbitrary<string>;
  /** Ids of what a member of this name points to; undefined where there are none. */
  idsFor(member: string): Arbitrary<string> | undefined;
}

const maxDepth = 6;
/** Integers of the generator fit 32 bits. */
const limit = 2 ** 31 - 1;

/** Mostly fits. Every part of it is now and then left out, or something else altogether. */
export function nearlyValid(schema: Schema, source: ValueSource, depth = 0): Arbitrary<unknown> {
  if (depth > maxDepth) return fc.constant(null);
  return fc.oneof({ weight: 30, arbitrary: fitting(schema, source, depth) }, { weight: 1, arbitrary: anything });
}

/** Hostile too: numbers beyond measure, `__proto__`, lone surrogates, U+0000. */
export const anything: Arbitrary<unknown> = fc.oneof(
  fc.jsonValue({ maxDepth: 3 }),
  fc.constantFrom('\u0000', '\ud800', '\u202e', "' or 1=1--", '{{7*7}}', '../..', 1e308, -1, 2 ** 53, '', [], {}),
  fc.string({ unit: 'binary', maxLength: 40 }),
);

function fitting(schema: Schema, source: ValueSource, depth: number): Arbitrary<unknown> {
  const { $ref: reference, const: constant, enum: values } = schema;
  if (typeof reference === 'string') {
    const component = source.components[reference.slice('#/components/schemas/'.length)];
    if (component === undefined) throw new Error(`no component ${reference}`);
    return fitting(component, source, depth);
  }
  if (constant !== undefined) return fc.constant(constant);
  if (Array.isArray(values)) return fc.constantFrom<unknown>(...values);
  const { examples } = schema;
  const choices = [schema['anyOf'], schema['oneOf']].find((list) => Array.isArray(list));
  const made = Array.isArray(choices)
    ? fc.oneof(...choices.map((choice: Schema) => fitting(choice, source, depth + 1)))
    : ofType(schema, source, depth);
  return Array.isArray(examples) ? fc.oneof(made, ...examples.map((example: unknown) => varied(example, '', source))) : made;
}

/** Names that may stand once: a number behind them makes another. */
const uniqueNames: ReadonlySet<string> = new Set(['name', 'label', 'login', 'type']);

/** An example with ids of this server; every part of it is now and then something else. */
function varied(example: unknown, name: string, source: ValueSource): Arbitrary<unknown> {
  if (Array.isArray(example)) return fc.tuple(...example.map((item: unknown) => varied(item, name, source)));
  if (typeof example === 'object' && example !== null)
    return fc.record(Object.fromEntries(Object.entries(example).map(([key, member]) => [key, varied(member, key, source)])));
  const another = uniqueNames.has(name) && typeof example === 'string' ? fc.nat(99).map((number) => `${example}${number}`) : anything;
  return fc.oneof({ weight: 30, arbitrary: source.idsFor(name) ?? fc.constant(example) }, { weight: 1, arbitrary: another });
}

function ofType(schema: Schema, source: ValueSource, depth: number): Arbitrary<unknown> {
  switch (schema['type']) {
    case 'object':
      return objectOf(schema, source, depth);
    case 'array':
      return fc.array(nearlyValid(schemaAt(schema, 'items'), source, depth + 1), { maxLength: 3 });
    case 'string':
      return stringOf(schema, source);
    case 'integer':
      return fc.integer({ min: numberAt(schema, 'minimum', -limit), max: numberAt(schema, 'maximum', limit) });
    case 'number':
      return fc.double({ noNaN: true, noDefaultInfinity: true });
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    default:
      return anything;
  }
}

function objectOf(schema: Schema, source: ValueSource, depth: number): Arbitrary<unknown> {
  const properties = Object.entries(schemaAt(schema, 'properties'));
  const required: readonly unknown[] = Array.isArray(schema['required']) ? schema['required'] : [];
  const members = Object.fromEntries(
    properties.map(([name, member]) => {
      const value = nearlyValid(asSchema(member), source, depth + 1);
      // what is not required is there half the time; what is required is missing now and then
      return [name, fc.option(value, { nil: undefined, freq: required.includes(name) ? 60 : 1 })];
    }),
  );
  const known = fc.record(members).map((object) => Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)));
  const others = schema['additionalProperties'];
  if (typeof others !== 'object' || others === null) return known;
  const more = fc.dictionary(fc.oneof(source.words, fc.string({ maxLength: 12 })), nearlyValid(asSchema(others), source, depth + 1), {
    maxKeys: 2,
  });
  return fc.tuple(known, more).map(([own, added]) => ({ ...added, ...own }));
}

function stringOf(schema: Schema, { words }: ValueSource): Arbitrary<string> {
  const { pattern, format } = schema;
  const lengths = { minLength: numberAt(schema, 'minLength', 0), maxLength: Math.min(numberAt(schema, 'maxLength', 40), 400) };
  const plain = fc.string({ unit: 'grapheme-ascii', ...lengths });
  if (typeof pattern === 'string') return fc.oneof(fc.stringMatching(new RegExp(pattern, 'u')), words);
  if (format === 'uri') return fc.oneof(fc.webUrl(), words);
  return fc.oneof(words, plain, fc.string({ unit: 'grapheme', ...lengths }));
}

function schemaAt(schema: Schema, member: string): Schema {
  return asSchema(schema[member]);
}

/** Members of a schema of ours are schemas. */
function asSchema(value: unknown): Schema {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

function numberAt(schema: Schema, member: string, otherwise: number): number {
  const value = schema[member];
  return typeof value === 'number' ? Math.max(Math.min(value, limit), -limit) : otherwise;
}
