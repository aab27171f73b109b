/**
 * An operation of the management API as data: what it takes, what it answers, who may call it. The server's handlers, the OpenAPI
 * document, the matrix of roles and the console's types are all made from it, so that none of them can say something else.
 */
import type { z } from 'zod';
import type { AccessScope } from './access-scope.js';

/** How many items a page has when the caller says nothing, and at most. */
export interface PageLimits {
  readonly defaultLimit: number;
  readonly maxLimit: number;
}

interface Common {
  /** With its parameters in braces, as OpenAPI writes them. The same name stands at the same place of every path. */
  readonly path: `/api/v1/${string}`;
  /** A few words in the imperative. */
  readonly summary: string;
  /** What there is to know beyond the summary. */
  readonly description?: string;
  readonly access: AccessScope;
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Members of the query string; `limit` and `after` of a list are added. */
  readonly query?: z.ZodType<object>;
  readonly body?: z.ZodType;
  /** Answers in pages that `Link` headers connect. */
  readonly list?: PageLimits;
}

/** A body of this shape. */
interface Answering extends Common {
  readonly status: 200 | 201;
  readonly answer: z.ZodType;
  readonly events?: never;
}

/** No body. */
interface Silent extends Common {
  readonly status: 204;
  readonly answer?: never;
  readonly events?: never;
}

/** Server-sent events (WHATWG HTML 9.2), until either side leaves. */
interface Streaming extends Common {
  readonly status: 200;
  readonly answer?: never;
  /** The data of each event. */
  readonly events: z.ZodType;
}

export type OperationFacts = Answering | Silent | Streaming;

export type Operation = OperationFacts & {
  /** Unique in the whole API; camelCase. */
  readonly id: string;
  /** The kind of resource it belongs to. */
  readonly tag: string;
};

/** The operations of one kind of resource; each is named by its key. */
export function operations<const Tag extends string, const Facts extends Readonly<Record<string, OperationFacts>>>(
  tag: Tag,
  facts: Facts,
): Operations<Tag, Facts> {
  const named = Object.entries(facts).map(([id, operation]) => [id, { ...operation, id, tag }]);
  // what `fromEntries` cannot say: every key is there again, with its own facts
  return Object.fromEntries(named) as Operations<Tag, Facts>;
}

type Operations<Tag extends string, Facts> = {
  readonly [Id in keyof Facts & string]: Facts[Id] & { readonly id: Id; readonly tag: Tag };
};

/** The parameters of a path: `{ groupId: string }` for `/api/v1/groups/{groupId}`. */
export type PathParameters<Path extends string> = { readonly [Name in ParameterName<Path>]: string };
export type ParameterName<Path extends string> = Path extends `${string}{${infer Name}}${infer Rest}` ? Name | ParameterName<Rest> : never;

/** The names in a path's braces, in order. */
export function parameterNames(path: string): readonly string[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
}
