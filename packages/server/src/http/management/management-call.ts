/** What a management route sees of a request, and what it answers with: parsed values in, plain values out. */
import { isStorable } from '@countersign/contracts';
import { ApiError, type Actor, parseFilter, type SearchQuery, validationFailed } from '@countersign/engine';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Administrator } from '@countersign/engine';

export interface ManagementCall {
  readonly actor: Actor;
  readonly holder: Administrator;
  /** The org's URL, for links. */
  readonly orgUrl: string;
  /** A part of the path. */
  param(name: string): string;
  /** Throws E0000001 with a cause per fault. */
  query<T>(schema: z.ZodType<T>): T;
  body<T>(schema: z.ZodType<T>): T;
  /** Throws E0000029 (paging), E0000031 (filter). */
  search(limits: PageLimits): SearchQuery;
}

export interface PageLimits {
  readonly defaultLimit: number;
  readonly maxLimit: number;
}

export interface Answer {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string | string[]>>;
}

export const ok = (body: unknown): Answer => ({ status: 200, body });
export const created = (body: unknown): Answer => ({ status: 201, body });
export const noContent: Answer = { status: 204 };

export function managementCall(
  request: FastifyRequest,
  facts: { readonly actor: Actor; readonly holder: Administrator; readonly orgUrl: string },
): ManagementCall {
  return {
    ...facts,
    param: (name) => paramOf(request, name),
    query: (schema) => parse(schema, request.query, 'query'),
    body: (schema) => parse(schema, request.body, 'body'),
    search: (limits) => searchOf(request, limits),
  };
}

/** What the store cannot hold can name nothing in it. */
function paramOf(request: FastifyRequest, name: string): string {
  const value: unknown = typeof request.params === 'object' && request.params !== null ? Reflect.get(request.params, name) : undefined;
  if (typeof value !== 'string' || !isStorable(value)) throw new ApiError('E0000007');
  return value;
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

const searchQuery = z.object({
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
  const result = searchQuery.safeParse(request.query);
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
