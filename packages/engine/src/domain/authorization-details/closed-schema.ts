/**
 * RFC 9396 5: an object with a field that its type does not know is refused. JSON Schema lets unknown fields pass unless told
 * otherwise, so every schema is closed here, at every depth, whatever its author wrote.
 */

type Members = Readonly<Record<string, unknown>>;

const isMembers = (value: unknown): value is Members => typeof value === 'object' && value !== null && !Array.isArray(value);

/** The schema of one element of `authorization_details`: the registered one, its `type` fixed, without room for anything else. */
export function closedSchema(type: string, schema: Members): Members {
  const { $schema: _dialect, additionalProperties: _closed, ...members } = closeParts(schema);
  const { properties, required } = members;
  return {
    ...members,
    properties: { ...(isMembers(properties) ? properties : {}), type: { const: type } },
    required: [...new Set([...(Array.isArray(required) ? required : []), 'type'])],
    unevaluatedProperties: false,
  };
}

/** Closes what stands below: values inside this one get a wall, schemas that judge the same value are only walked through. */
function closeParts(schema: Members): Members {
  return Object.fromEntries(Object.entries(schema).map(([keyword, value]) => [keyword, closeKeyword(keyword, value)]));
}

function closeKeyword(keyword: string, value: unknown): unknown {
  switch (keyword) {
    case 'properties':
      return mapMembers(value, closeValue);
    case 'prefixItems':
      return Array.isArray(value) ? value.map(closeValue) : value;
    case 'items':
      return closeValue(value);
    case '$defs':
      return mapMembers(value, closeInPlace);
    case 'allOf':
    case 'anyOf':
    case 'oneOf':
      return Array.isArray(value) ? value.map(closeInPlace) : value;
    case 'if':
    case 'then':
    case 'else':
      return closeInPlace(value);
    default:
      // what `not` says describes no field
      return value;
  }
}

function closeInPlace(schema: unknown): unknown {
  return isMembers(schema) ? closeParts(schema) : schema;
}

/** A value given as `const` or `enum` is described to the last field. */
function closeValue(schema: unknown): unknown {
  if (schema === true) return { unevaluatedProperties: false, unevaluatedItems: false };
  if (!isMembers(schema) || 'const' in schema || 'enum' in schema) return schema;
  return { ...closeParts(schema), unevaluatedProperties: false, unevaluatedItems: false };
}

function mapMembers(value: unknown, close: (schema: unknown) => unknown): unknown {
  return isMembers(value) ? Object.fromEntries(Object.entries(value).map(([name, part]) => [name, close(part)])) : value;
}
