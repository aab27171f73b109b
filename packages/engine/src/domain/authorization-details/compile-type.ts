/** Turns a registered schema into a check. Compiling costs milliseconds: it is done once for each version of a type, when it is first used. */
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import type { AuthorizationDetailsType, AuthorizationDetailsTypeFacts } from './authorization-details-type.js';
import { closedSchema } from './closed-schema.js';
import { formatChecks } from './details-formats.js';

/** The type with its check made on first use. */
export function createDetailsType({ type, schema, display }: AuthorizationDetailsTypeFacts): AuthorizationDetailsType {
  let check: ValidateFunction | undefined;
  return {
    type,
    display,
    findFault(detail) {
      check ??= compile(type, schema, { validateSchema: false });
      if (check(detail)) return undefined;
      const [error] = check.errors ?? [];
      return error === undefined ? 'does not fit its schema' : `${error.instancePath}: ${error.message ?? error.keyword}`;
    },
  };
}

/** Throws when the schema, though its members are of the right kinds, makes no sense: a `required` named twice, for example. */
export function assertCompiles(type: string, schema: AuthorizationDetailsTypeFacts['schema']): void {
  compile(type, schema, { validateSchema: true });
}

/** Compiling the schema of schemas takes several times longer than compiling a type: that is for whoever registers one. */
function compile(
  type: string,
  schema: AuthorizationDetailsTypeFacts['schema'],
  { validateSchema }: { readonly validateSchema: boolean },
): ValidateFunction {
  const ajv = new Ajv2020({
    validateSchema,
    strict: true,
    strictTypes: false,
    strictTuples: false,
    strictRequired: false,
    // members that every object inherits are no fields
    ownProperties: true,
    // so that the length of a text is judged before its pattern
    allErrors: false,
    addUsedSchema: false,
    logger: false,
    formats: formatChecks,
  });
  return ajv.compile(closedSchema(type, schema));
}
