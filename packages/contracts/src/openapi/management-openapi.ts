/** The management API as an OpenAPI 3.1 document, made from the table of operations: it cannot say anything else than what is served. */
import type { z } from 'zod';
import { apiErrorBody } from '../management/api-error-body.js';
import { accessScopes } from '../management/operations/access-scope.js';
import { managementOperations } from '../management/operations/management-operations.js';
import { type Operation, parameterNames } from '../management/operations/operation.js';
import { createJsonSchemas, type JsonSchemas } from './json-schemas.js';

type Part = Readonly<Record<string, unknown>>;

export interface OpenApiDocument extends Part {
  readonly openapi: '3.1.0';
  readonly paths: Readonly<Record<string, Readonly<Record<string, Part>>>>;
}

export interface Deployment {
  /** The org's URL. */
  readonly orgUrl: string;
  /** Name of the cookie that carries the console's session. */
  readonly sessionCookie: string;
}

export function managementOpenApi({ orgUrl, sessionCookie }: Deployment): OpenApiDocument {
  const schemas = createJsonSchemas();
  const operations: readonly Operation[] = Object.values(managementOperations);
  const paths: Record<string, Record<string, Part>> = {};
  for (const operation of operations) {
    const item = (paths[operation.path] ??= {});
    item[operation.method.toLowerCase()] = describe(operation, schemas);
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Countersign management API',
      version: '1.0.0',
      description: "Apps, authorization servers, people, devices and transactions of an org, in the shapes of Okta's management API.",
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: orgUrl }],
    tags: [...new Set(operations.map(({ tag }) => tag))].map((name) => ({ name })),
    paths,
    components: {
      responses: errorResponses(schemas),
      headers,
      securitySchemes: securitySchemes(orgUrl, sessionCookie),
      schemas: schemas.components,
    },
  };
}

function describe(operation: Operation, schemas: JsonSchemas): Part {
  const { id, tag, summary, description, access, body } = operation;
  return {
    operationId: id,
    tags: [tag],
    summary,
    ...(description === undefined ? {} : { description }),
    security: [{ apiToken: [] }, { oauth2: [access] }, { consoleSession: [] }],
    parameters: [...pathParameters(operation), ...queryParameters(operation, schemas)],
    ...(body === undefined ? {} : { requestBody: requestBody(body, schemas) }),
    responses: { [operation.status]: success(operation, schemas), ...failures(operation) },
  };
}

function pathParameters({ path }: Operation): readonly Part[] {
  return parameterNames(path).map((name) => ({ name, in: 'path', required: true, schema: { type: 'string' } }));
}

function queryParameters({ query, list }: Operation, schemas: JsonSchemas): readonly Part[] {
  const schema = query === undefined ? {} : schemas.of(query, 'input');
  const required = Array.isArray(schema['required']) ? schema['required'] : [];
  const declared = membersOf(schema['properties']).map(([name, member]) => ({
    name,
    in: 'query',
    required: required.includes(name),
    ...describedParameter(member),
  }));
  return list === undefined ? declared : [...declared, ...pageParameters(list)];
}

/** What a schema says of itself stands at the parameter. */
function describedParameter(schema: unknown): Part {
  if (typeof schema !== 'object' || schema === null) return { schema: {} };
  const { description, ...rest }: { readonly description?: unknown } = schema;
  return { ...(description === undefined ? {} : { description }), schema: rest };
}

function membersOf(properties: unknown): readonly (readonly [string, unknown])[] {
  return typeof properties === 'object' && properties !== null ? Object.entries(properties) : [];
}

function pageParameters({ defaultLimit, maxLimit }: NonNullable<Operation['list']>): readonly Part[] {
  return [
    {
      name: 'limit',
      in: 'query',
      required: false,
      description: 'The most items of a page.',
      schema: { type: 'integer', minimum: 1, maximum: maxLimit, default: defaultLimit },
    },
    {
      name: 'after',
      in: 'query',
      required: false,
      description: 'Where the page begins: opaque, from the `next` link of the page before.',
      schema: { type: 'string' },
    },
  ];
}

function requestBody(body: z.ZodType, schemas: JsonSchemas): Part {
  return { required: !body.safeParse(undefined).success, content: { 'application/json': { schema: schemas.of(body, 'input') } } };
}

function success(operation: Operation, schemas: JsonSchemas): Part {
  const { answer, events, list } = operation;
  const sent: Part = Object.fromEntries(answerHeaders(list !== undefined).map((name) => [name, { $ref: `#/components/headers/${name}` }]));
  if (answer !== undefined)
    return { description: 'Done', headers: sent, content: { 'application/json': { schema: schemas.of(answer, 'output') } } };
  if (events === undefined) return { description: 'Done; no body', headers: sent };
  const data = schemas.of(events, 'output');
  return {
    description: 'Server-sent events until either side leaves; the data of each is JSON as `x-event-data` says',
    headers: sent,
    content: { 'text/event-stream': { schema: { type: 'string', 'x-event-data': data } } },
  };
}

const rateLimitHeaders = ['X-Rate-Limit-Limit', 'X-Rate-Limit-Remaining', 'X-Rate-Limit-Reset'] as const;
const answerHeaders = (inPages: boolean) => ['X-Okta-Request-Id', ...rateLimitHeaders, ...(inPages ? ['Link'] : [])];

const headers: Part = {
  Link: {
    description:
      'Where the page itself (`rel="self"`) and, when there is more, the next one is (`rel="next"`); each a header of its own (RFC 8288).',
    schema: { type: 'string' },
  },
  'X-Okta-Request-Id': { description: 'Names this call in the system log.', schema: { type: 'string' } },
  'X-Rate-Limit-Limit': { description: 'Calls a minute.', schema: { type: 'integer' } },
  'X-Rate-Limit-Remaining': { description: 'Calls left of them.', schema: { type: 'integer' } },
  'X-Rate-Limit-Reset': { description: 'When they are counted anew, in seconds since the epoch.', schema: { type: 'integer' } },
};

const failureNames = {
  400: ['BadRequest', 'The input does not fit; `errorCauses` says where.'],
  401: ['Unauthorized', 'Nobody is signed in by these credentials.'],
  403: ['Forbidden', 'The caller may not do this, or the resource is in no state that allows it.'],
  404: ['NotFound', 'The path names nothing.'],
  429: ['TooManyRequests', 'Too many calls; `Retry-After` says how many seconds to wait.'],
  default: ['Failure', 'Any other refusal.'],
} as const;

function errorResponses(schemas: JsonSchemas): Part {
  const content = { 'application/json': { schema: schemas.of(apiErrorBody, 'output') } };
  return Object.fromEntries(Object.values(failureNames).map(([name, description]) => [name, { description, content }]));
}

function failures({ path, query, body, list }: Operation): Part {
  const takesInput = query !== undefined || body !== undefined || list !== undefined;
  const statuses = [takesInput ? '400' : [], '401', '403', path.includes('{') ? '404' : [], '429', 'default'].flat();
  const named = new Map(Object.entries(failureNames));
  return Object.fromEntries(statuses.map((status) => [status, { $ref: `#/components/responses/${named.get(status)?.[0] ?? 'Failure'}` }]));
}

function securitySchemes(orgUrl: string, sessionCookie: string): Part {
  return {
    apiToken: {
      type: 'apiKey',
      in: 'header',
      name: 'Authorization',
      description: '`SSWS {token}`: an API token. It may do what its owner may do.',
    },
    oauth2: {
      type: 'oauth2',
      description: "`Bearer {token}`: an access token of the org's own server. It may do what its scopes and its owner's roles both allow.",
      flows: {
        authorizationCode: {
          authorizationUrl: `${orgUrl}/oauth2/v1/authorize`,
          tokenUrl: `${orgUrl}/oauth2/v1/token`,
          scopes: Object.fromEntries(accessScopes.map((scope) => [scope, scopeInWords(scope)])),
        },
      },
    },
    consoleSession: {
      type: 'apiKey',
      in: 'cookie',
      name: sessionCookie,
      description:
        "The session of the Admin Console, for its own pages only: with `x-countersign-console: 1`, and from the org's own origin.",
    },
  };
}

/** `okta.trustedOrigins.read` → `Read trusted origins`. */
function scopeInWords(scope: string): string {
  const [, ...parts] = scope.split('.');
  const verb = parts.at(-1) === 'manage' ? 'Manage' : 'Read';
  const resource = parts
    .slice(0, -1)
    .join(' ')
    .replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  return `${verb} ${resource}`;
}
