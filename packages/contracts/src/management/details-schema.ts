/**
 * The JSON Schemas (2020-12) that authorization details types are registered with: the part of the language that is understood here,
 * and its limits. What is not listed is refused, because a keyword that is silently ignored would let details through that nobody
 * described. References stay inside the document; nothing is fetched and nothing is dynamic.
 */
import { findPatternFault } from './pattern-cost.js';
import { isStorable } from './text.js';

export interface SchemaFault {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

/** `date`, `date-time` and `uri` as JSON Schema has them; `iban` with its check digits (ISO 13616). */
export const detailsFormats = ['date', 'date-time', 'iban', 'uri'] as const;
/** Names a person can read and a template can point to. */
export const fieldName = /^[A-Za-z0-9_@:-]{1,64}$/;

const maxSchemaLength = 16_384;
const maxDepth = 12;
/** Counted with every reference written out: what a check of one element may cost. */
const maxParts = 1_000;

type Path = SchemaFault['path'];
type Members = Readonly<Record<string, unknown>>;
/** A schema below another one, and whether it judges the same value or one inside it. */
interface Part {
  readonly schema: unknown;
  readonly path: Path;
}

const isMembers = (value: unknown): value is Members => typeof value === 'object' && value !== null && !Array.isArray(value);
const isCount = (value: unknown): boolean => typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
const isNumber = (value: unknown): boolean => typeof value === 'number' && Number.isFinite(value);
const isText = (value: unknown): boolean => typeof value === 'string' && value.length <= 1024;
const typeNames = ['string', 'number', 'integer', 'boolean', 'object', 'array', 'null'];

type ValueRule = (value: unknown) => string | undefined;
const rule =
  (holds: (value: unknown) => boolean, message: string): ValueRule =>
  (value) =>
    holds(value) ? undefined : message;
const count = rule(isCount, 'must be a whole number, not negative');
const number = rule(isNumber, 'must be a number');
const closed = rule((value) => value === false, 'must be false or left out: every field is described');

const valueRules: Readonly<Record<string, ValueRule>> = {
  $schema: rule((value) => value === 'https://json-schema.org/draft/2020-12/schema', 'only 2020-12 is understood'),
  $comment: rule(isText, 'must be a text'),
  title: rule(isText, 'must be a text'),
  description: rule(isText, 'must be a text'),
  type: rule(
    (value) => [value].flat().length > 0 && [value].flat().every((name) => typeNames.some((known) => known === name)),
    'is not a type of JSON Schema',
  ),
  enum: rule((value) => Array.isArray(value) && value.length > 0 && value.length <= 200, 'must be a list of 1 to 200 values'),
  const: () => undefined,
  minimum: number,
  maximum: number,
  exclusiveMinimum: number,
  exclusiveMaximum: number,
  multipleOf: rule((value) => typeof value === 'number' && Number.isFinite(value) && value > 0, 'must be a number above 0'),
  minLength: count,
  maxLength: count,
  minItems: count,
  maxItems: count,
  minProperties: count,
  maxProperties: count,
  uniqueItems: rule((value) => typeof value === 'boolean', 'must be true or false'),
  pattern: (value) => (typeof value === 'string' ? findPatternFault(value) : 'must be a text'),
  format: rule((value) => detailsFormats.some((known) => known === value), `is not one of ${detailsFormats.join(', ')}`),
  required: rule(
    (value) => Array.isArray(value) && value.every((name) => typeof name === 'string' && fieldName.test(name)),
    'must be a list of field names',
  ),
  additionalProperties: closed,
  unevaluatedProperties: closed,
  unevaluatedItems: closed,
  $ref: rule((value) => typeof value === 'string' && /^#\/\$defs\/[A-Za-z0-9_-]{1,64}$/.test(value), 'must have the form #/$defs/name'),
};

const named = ['properties', '$defs'] as const;
const listed = ['allOf', 'anyOf', 'oneOf', 'prefixItems'] as const;
const single = ['items', 'not', 'if', 'then', 'else'] as const;
/** Keywords whose schemas describe more of the value that the schema they stand in describes. */
const adding = ['allOf', 'anyOf', 'oneOf', 'if', 'then', 'else'] as const;

/** Everything that is wrong with the schema of a type; empty: it may be compiled. */
export function findSchemaFaults(root: Members): readonly SchemaFault[] {
  if (!isKept(root, 0)) return [{ path: [], message: 'is nested too deeply or contains characters that cannot be stored' }];
  if (JSON.stringify(root).length > maxSchemaLength) return [{ path: [], message: `must have at most ${maxSchemaLength} characters` }];
  const faults: SchemaFault[] = [];
  if (root['type'] !== 'object') faults.push({ path: ['type'], message: 'must be object' });
  collectFaults({ schema: root, path: [] }, faults);
  if (faults.length > 0) return faults;
  return findReferenceFaults(root);
}

/** Whether the store can keep it; `const` and `enum` may hold any value. */
function isKept(value: unknown, depth: number): boolean {
  if (typeof value === 'string') return isStorable(value);
  if (typeof value !== 'object' || value === null) return true;
  return depth < 3 * maxDepth && Object.entries(value).every(([name, member]) => isStorable(name) && isKept(member, depth + 1));
}

function collectFaults({ schema, path }: Part, faults: SchemaFault[]): void {
  if (typeof schema === 'boolean' && path.length > 0) return;
  if (path.length > 2 * maxDepth) faults.push({ path, message: 'is nested too deeply' });
  else if (!isMembers(schema)) faults.push({ path, message: 'must be a schema' });
  else {
    for (const [keyword, value] of Object.entries(schema)) {
      const message = keywordFault(keyword, value, path);
      if (message !== undefined) faults.push({ path: [...path, keyword], message });
    }
    for (const part of partsOf(schema, path)) collectFaults(part, faults);
  }
}

function keywordFault(keyword: string, value: unknown, path: Path): string | undefined {
  if ((keyword === '$defs' || keyword === '$schema') && path.length > 0) return 'may only stand at the top';
  const valueRule = Object.hasOwn(valueRules, keyword) ? valueRules[keyword] : undefined;
  if (valueRule !== undefined) return valueRule(value);
  if (named.some((known) => known === keyword))
    return isMembers(value) && Object.keys(value).every((name) => fieldName.test(name) && name !== '__proto__')
      ? undefined
      : 'must hold schemas by name: letters, digits, _ @ : and -';
  if (listed.some((known) => known === keyword))
    return Array.isArray(value) && value.length > 0 && value.length <= 50 ? undefined : 'must be a list of 1 to 50 schemas';
  return single.some((known) => known === keyword) ? undefined : 'is not supported';
}

/** The schemas directly below. */
function partsOf(schema: Members, path: Path): readonly Part[] {
  return [
    ...named.flatMap((keyword) => {
      const parts = schema[keyword];
      return isMembers(parts) ? Object.entries(parts).map(([name, part]) => ({ schema: part, path: [...path, keyword, name] })) : [];
    }),
    ...listed.flatMap((keyword) => {
      const parts: unknown = schema[keyword];
      return Array.isArray(parts) ? parts.map((part: unknown, index) => ({ schema: part, path: [...path, keyword, index] })) : [];
    }),
    ...single.flatMap((keyword) => (keyword in schema ? [{ schema: schema[keyword], path: [...path, keyword] }] : [])),
  ];
}

/** References that lead nowhere or round in a circle, and schemas that grow without measure when references are written out. */
function findReferenceFaults(root: Members): readonly SchemaFault[] {
  const sizes = new Map<string, number>();
  const open = new Set<string>();
  const faults: SchemaFault[] = [];
  const sizeOf = (schema: unknown, path: Path): number => {
    if (!isMembers(schema)) return 1;
    const { $ref: reference, $defs: _, ...members } = schema;
    const below = partsOf(members, path).reduce((sum, part) => sum + sizeOf(part.schema, part.path), 1);
    return Math.min(below + (typeof reference === 'string' ? referred(reference, path) : 0), Number.MAX_SAFE_INTEGER);
  };
  const referred = (reference: string, path: Path): number => {
    const known = sizes.get(reference);
    if (known !== undefined) return known;
    const target = definitionOf(root, reference);
    if (target === undefined || open.has(reference)) {
      faults.push({ path: [...path, '$ref'], message: target === undefined ? 'leads nowhere' : 'must not lead back to itself' });
      return 0;
    }
    open.add(reference);
    const size = sizeOf(target, reference.slice(2).split('/'));
    open.delete(reference);
    sizes.set(reference, size);
    return size;
  };
  const definitions = isMembers(root['$defs']) ? Object.keys(root['$defs']) : [];
  const total = definitions.reduce((sum, name) => sum + referred(`#/$defs/${name}`, []), sizeOf(root, []));
  if (total > maxParts) faults.push({ path: [], message: `must have at most ${maxParts} parts, references written out` });
  return faults;
}

function definitionOf(root: Members, reference: string): unknown {
  const definitions = root['$defs'];
  const name = reference.slice('#/$defs/'.length);
  return isMembers(definitions) && Object.hasOwn(definitions, name) ? definitions[name] : undefined;
}

/** Whether a value that fits the schema can have something at this place. The schema has no faults. */
export function describesPath(root: Members, path: readonly string[]): boolean {
  const lookIn = (schema: unknown, rest: readonly string[]): boolean => {
    const [first, ...further] = rest;
    if (first === undefined) return true;
    if (!isMembers(schema)) return false;
    const { properties, $ref: reference } = schema;
    if (isMembers(properties) && Object.hasOwn(properties, first) && lookIn(properties[first], further)) return true;
    if (typeof reference === 'string' && lookIn(definitionOf(root, reference), rest)) return true;
    return adding.some((keyword) => [schema[keyword]].flat().some((part: unknown) => lookIn(part, rest)));
  };
  return lookIn(root, path);
}
