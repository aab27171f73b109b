/** What a management operation sees of a request: parsed values, typed by what the operation declares. */
import { isStorable, type Operation, type PageLimits, parameterNames, type PathParameters } from '@countersign/contracts';
import { ApiError, type Actor, parseFilter, type SearchQuery, validationFailed } from '@countersign/engine';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Authenticate } from './authenticate.js';

/** Who calls, as authentication found. */
export type Holder = Awaited<ReturnType<Authenticate>>;

/** Who calls, and where. */
export interface CallFacts {
  readonly actor: Actor;
  readonly holder: Holder;
  /** The org's URL, for links. */
  readonly orgUrl: string;
}

export interface OperationCall<O extends Operation = Operation> extends CallFacts {
  readonly path: PathParameters<O['path']>;
  /** The operation's own path below `/api/v1`, filled in, for links. */
  readonly here: string;
  /** The query string as declared. Throws E0000001 with a cause per fault. */
  readonly query: O extends { readonly query: infer Query extends z.ZodType } ? () => z.output<Query> : undefined;
  /** The body as declared; read when it is asked for, so that what a path names is looked up first. Throws E0000001. */
  readonly body: O extends { readonly body: infer Body extends z.ZodType } ? () => z.output<Body> : undefined;
  /** The body as one of the shapes that the declared one unites. */
  readonly bodyAs: O extends { readonly body: z.ZodType } ? <T>(schema: z.ZodType<T>) => T : undefined;
  /** The members of the query string as they came, for links; those that came twice are left out. */
  readonly sentQuery: Readonly<Record<string, string>>;
  /** Which page of the list, and of which items. Throws E0000029 (paging), E0000031 (filter), E0000033 (two of them). */
  readonly search: O extends { readonly list: PageLimits } ? (limits?: Partial<PageLimits>) => SearchQuery : undefined;
  setHeader(name: string, value: string | string[]): void;
}

/** Throws E0000007: what the store cannot hold can name nothing in it. */
export function operationCall(
  { request, reply }: { readonly request: FastifyRequest; readonly reply: FastifyReply },
  { operation, facts }: { readonly operation: Operation; readonly facts: CallFacts },
): OperationCall {
  const path = Object.fromEntries(parameterNames(operation.path).map((name) => [name, parameterOf(request, name)]));
  const { query, body, list } = operation;
  const call = {
    ...facts,
    path,
    here: operation.path.slice('/api/v1'.length).replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(path[name] ?? '')),
    query: query === undefined ? undefined : () => parse(query, request.query, 'query'),
    body: body === undefined ? undefined : () => parse(body, request.body, 'body'),
    bodyAs: body === undefined ? undefined : <T>(schema: z.ZodType<T>) => parse(schema, request.body, 'body'),
    get sentQuery() {
      return sentQueryOf(request);
    },
    search: list === undefined ? undefined : (limits: Partial<PageLimits> = {}) => searchOf(request, { ...list, ...limits }),
    setHeader: (name: string, value: string | string[]) => void reply.header(name, value),
  };
  // a call of any operation has what its table entry declares; the handler's type says which entry that is
  return call as OperationCall;
}

function parameterOf(request: FastifyRequest, name: string): string {
  const value: unknown = typeof request.params === 'object' && request.params !== null ? Reflect.get(request.params, name) : undefined;
  if (typeof value !== 'string' || !isStorable(value)) throw new ApiError('E0000007');
  return value;
}

function sentQueryOf({ query }: FastifyRequest): Readonly<Record<string, string>> {
  const members = typeof query === 'object' && query !== null ? Object.entries(query) : [];
  return Object.fromEntries(members.filter((member): member is [string, string] => typeof member[1] === 'string'));
}

function parse<T>(schema: z.ZodType<T>, value: unknown, where: 'body' | 'query'): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const [first] = result.error.issues;
  const subject = first?.path.filter((part) => typeof part === 'string').at(-1) ?? where;
  throw validationFailed(subject, result.error.issues.map(causeOf));
}

/** Never quotes what was sent. */
function causeOf(issue: z.core.$ZodIssue): string {
  const path = issue.path.map(String).join('.');
  return path === '' ? issue.message : `${path}: ${issue.message}`;
}

const searchParameters = z.object({
  limit: z
    .string()
    .regex(/^(-1|\d{1,6})$/)
    .optional(),
  after: z.string().min(1).max(200).refine(isStorable).optional(),
  q: z.string().max(200).refine(isStorable).optional(),
  filter: z.string().max(4096).refine(isStorable).optional(),
  search: z.string().max(4096).refine(isStorable).optional(),
});

function searchOf(request: FastifyRequest, { defaultLimit, maxLimit }: PageLimits): SearchQuery {
  const result = searchParameters.safeParse(request.query);
  if (!result.success) {
    const [field] = result.error.issues[0]?.path ?? [];
    throw new ApiError(field === 'filter' || field === 'search' ? 'E0000031' : 'E0000029', { causes: result.error.issues.map(causeOf) });
  }
  const { limit, after, q, filter, search } = result.data;
  if (filter !== undefined && search !== undefined) throw new ApiError('E0000033');
  if (limit === '0') throw new ApiError('E0000029', { causes: ['limit: must be at least 1'] });
  const expression = filter ?? search;
  return {
    // -1 leaves the choice to the server (okta-api 3.3)
    limit: limit === undefined || limit === '-1' ? defaultLimit : Math.min(Number(limit), maxLimit),
    after,
    q: q === '' ? undefined : q,
    filter: expression === undefined || expression.trim() === '' ? undefined : parseFilter(expression),
  };
}
