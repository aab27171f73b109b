/** Zod schemas as JSON Schemas (2020-12) of one OpenAPI document: those with a name become components, the others stand where they are used. */
import { z } from 'zod';

export type JsonSchema = Readonly<Record<string, unknown>>;

/** `input`: what a caller may send. `output`: what is answered. */
export type Direction = 'input' | 'output';

export interface JsonSchemas {
  /** The schema, or a reference to its component. */
  of(schema: z.ZodType, direction: Direction): JsonSchema;
  /** All that were referred to so far, by name. */
  readonly components: Readonly<Record<string, JsonSchema>>;
}

const definitions = '#/$defs/';
const componentPath = '#/components/schemas/';

export function createJsonSchemas(): JsonSchemas {
  const components: Record<string, JsonSchema> = {};
  const keep = (name: string, definition: JsonSchema): void => {
    const known = (components[name] ??= definition);
    if (JSON.stringify(known) !== JSON.stringify(definition)) throw new Error(`Two schemas have the name ${name}.`);
  };
  return {
    components,
    of(schema, direction) {
      const { $schema: _, $defs, ...own } = z.toJSONSchema(schema, { io: direction, unrepresentable: 'any', override: adjust });
      for (const [name, definition] of Object.entries($defs ?? {})) keep(name, pointed(definition));
      return pointed(own);
    },
  };
}

/**
 * What has to be absent is written as what nothing fits. Answers may get more members one day: clients are to
 * expect that. Examples are what a caller sends, also where the server makes something else of it.
 */
function adjust({
  zodSchema,
  jsonSchema,
}: {
  readonly zodSchema: z.core.$ZodType;
  readonly jsonSchema: z.core.JSONSchema.BaseSchema;
}): void {
  const examples = z.globalRegistry.get(zodSchema)?.examples;
  if (Array.isArray(examples)) jsonSchema.examples = examples;
  if (zodSchema._zod.def.type === 'undefined') jsonSchema.not = {};
  if (zodSchema._zod.def.type === 'object' && jsonSchema.additionalProperties === false && !isStrict(zodSchema))
    delete jsonSchema.additionalProperties;
}

/** Strict objects refuse other members by a catchall that nothing fits. */
function isStrict(schema: z.core.$ZodType): boolean {
  const { def } = schema._zod;
  return 'catchall' in def && def.catchall instanceof z.ZodNever;
}

/** References lead to the components of the document. */
function pointed(schema: object): JsonSchema {
  return Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, key === '$ref' ? lead(value) : pointedValue(value)]));
}

function pointedValue(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(pointedValue);
  return typeof value === 'object' && value !== null ? pointed(value) : value;
}

function lead(reference: unknown): unknown {
  return typeof reference === 'string' && reference.startsWith(definitions)
    ? componentPath + reference.slice(definitions.length)
    : reference;
}
