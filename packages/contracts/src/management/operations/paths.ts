/**
 * The management API as a type, in the form that clients such as `openapi-fetch` take: what a generator would write from
 * `/openapi.json`, derived from the same table.
 */
import type { z } from 'zod';
import type { apiErrorBody } from '../api-error-body.js';
import type { ManagementOperations } from './management-operations.js';
import type { Operation, ParameterName } from './operation.js';

type AnyOperation = ManagementOperations[keyof ManagementOperations];

/** `ManagementPaths['/api/v1/groups']['get']`. */
export type ManagementPaths = {
  [Path in AnyOperation['path']]: {
    [Found in Extract<AnyOperation, { readonly path: Path }> as Lowercase<Found['method']>]: PathOperation<Found>;
  };
};

/** What an operation takes and answers, by its id. */
export type ManagementApi = { [Id in keyof ManagementOperations]: PathOperation<ManagementOperations[Id]> };

type PathOperation<O extends Operation> = {
  parameters: { header?: never; cookie?: never } & PathMember<O['path']> & QueryMember<QueryOf<O>>;
  responses: { [Status in O['status']]: { headers: Record<string, unknown>; content: ContentOf<O> } } & {
    default: { headers: Record<string, unknown>; content: { 'application/json': z.output<typeof apiErrorBody> } };
  };
} & BodyMember<O>;

type PathMember<Path extends string> = [ParameterName<Path>] extends [never]
  ? { path?: never }
  : { path: { [Name in ParameterName<Path>]: string } };

type QueryOf<O> = (O extends { readonly query: infer Query extends z.ZodType } ? z.input<Query> : unknown) &
  (O extends { readonly list: object } ? { limit?: number | string; after?: string } : unknown);
type QueryMember<Query> = unknown extends Query ? { query?: never } : object extends Query ? { query?: Query } : { query: Query };

type BodyMember<O> = O extends { readonly body: infer Body extends z.ZodType }
  ? undefined extends z.input<Body>
    ? { requestBody?: { content: { 'application/json': Exclude<z.input<Body>, undefined> } } }
    : { requestBody: { content: { 'application/json': z.input<Body> } } }
  : { requestBody?: never };

type ContentOf<O> = O extends { readonly answer: infer Answer extends z.ZodType }
  ? { 'application/json': z.output<Answer> }
  : O extends { readonly events: z.ZodType }
    ? { 'text/event-stream': string }
    : never;
