/** What the thread of the embedded database and the main thread tell each other. All of it survives structured cloning. */
import type { QueryResult } from '../database.js';
import type { Parameter } from '../parameters.js';
import type { SqlFailure } from '../sql-errors.js';

export interface PreparedStatement {
  readonly name: string | undefined;
  readonly text: string;
  readonly values: readonly Parameter[];
}

export interface StatementResult {
  readonly rows: readonly Readonly<Record<string, unknown>>[];
  readonly rowCount: number;
}

export interface WorkerOptions {
  /** Where the database's files are; undefined: in memory. */
  readonly directory: string | undefined;
  /** A packed, migrated, empty database to start from. */
  readonly template: string | undefined;
}

/** Each request is answered by a reply with its id. */
export type Request = { readonly id: number } & (
  | { readonly kind: 'run'; readonly statements: readonly PreparedStatement[]; readonly lease: number | undefined }
  /** Keeps all others waiting until released; the lease is the request's id. */
  | { readonly kind: 'lease' }
  | { readonly kind: 'release'; readonly lease: number }
  | { readonly kind: 'close' }
);

export type Message =
  | { readonly kind: 'reply'; readonly id: number; readonly results: readonly StatementResult[] }
  | {
      readonly kind: 'failure';
      readonly id: number;
      readonly failure: SqlFailure;
      readonly message: string;
      readonly code: string | undefined;
      readonly constraint: string | undefined;
    }
  | { readonly kind: 'notification'; readonly channel: string; readonly payload: string }
  | { readonly kind: 'ready' }
  | { readonly kind: 'broken'; readonly message: string };

/** `Row` is what the caller's own SQL returns: this is where untyped rows get their type. */
export function typedResult<Row>(result: StatementResult): QueryResult<Row> {
  return result as unknown as QueryResult<Row>;
}
