/**
 * What went wrong with a statement, decided once for both engines. The database's own error carries `detail` and `where`, which
 * quote rows: they stay behind, so that no log can show them.
 */
export type SqlFailure =
  /** A row with this key exists (23505). */
  | 'unique'
  /** A row this one needs does not exist, or another still needs it (23503). */
  | 'foreign-key'
  /** Serialisation failure, deadlock, or a stored plan that a migration outdated: may succeed when tried again (40001, 40P01, 0A000). */
  | 'retry'
  /** The connection was lost or could not be made: whether the statement took effect is unknown. */
  | 'lost'
  /** Data the statement cannot take (class 22). */
  | 'data'
  | 'other';

export class SqlError extends Error {
  override readonly name = 'SqlError';
  readonly failure: SqlFailure;
  /** SQLSTATE; undefined when the failure is not the database's answer. */
  readonly code: string | undefined;
  readonly constraint: string | undefined;

  constructor(
    failure: SqlFailure,
    message: string,
    facts: { readonly code?: string | undefined; readonly constraint?: string | undefined } = {},
  ) {
    super(message);
    this.failure = failure;
    this.code = facts.code;
    this.constraint = facts.constraint;
  }
}

/** True for a violation of this unique constraint or index; of any, without a name. */
export function isUniqueViolation(error: unknown, constraint?: string): boolean {
  return error instanceof SqlError && error.failure === 'unique' && (constraint === undefined || error.constraint === constraint);
}

export function isForeignKeyViolation(error: unknown): boolean {
  return error instanceof SqlError && error.failure === 'foreign-key';
}

/** Turns whatever a driver threw into an `SqlError`. */
export function toSqlError(error: unknown): SqlError {
  if (error instanceof SqlError) return error;
  const { code, constraint, message } = factsOf(error);
  const failure = failureOf(code, message);
  // Messages of class 22 quote the value that did not fit.
  const text = failure === 'data' ? 'The database cannot take a value.' : message;
  return new SqlError(failure, code === undefined ? text : `${text} (${code})`, { code: isSqlState(code) ? code : undefined, constraint });
}

function failureOf(code: string | undefined, message: string): SqlFailure {
  switch (code) {
    case '23505':
      return 'unique';
    case '23503':
      return 'foreign-key';
    case '40001':
    case '40P01':
      return 'retry';
    case '0A000':
      return message.startsWith('cached plan') ? 'retry' : 'other';
    case '53300': // too many connections
    case '57P01': // the server shuts down
    case '57P02':
    case '57P03':
      return 'lost';
    case undefined:
      return connectionMessage.test(message) ? 'lost' : 'other';
    default:
      if (!isSqlState(code)) return code.startsWith('ERR_') ? 'other' : 'lost';
      if (code.startsWith('08')) return 'lost';
      return code.startsWith('22') ? 'data' : 'other';
  }
}

/** pg gives these without a code. */
const connectionMessage = /connection|timeout exceeded|Query read timeout|socket/i;

/** System errors have a code too (`EPIPE`, `ECONNRESET`), of letters only. */
function isSqlState(code: string | undefined): boolean {
  return code !== undefined && /^(?=.*\d)[0-9A-Z]{5}$/.test(code);
}

function factsOf(error: unknown): { code: string | undefined; constraint: string | undefined; message: string } {
  if (typeof error !== 'object' || error === null) return { code: undefined, constraint: undefined, message: String(error) };
  const member = (name: string): string | undefined => {
    const value: unknown = Reflect.get(error, name);
    return typeof value === 'string' ? value : undefined;
  };
  return { code: member('code'), constraint: member('constraint'), message: member('message') ?? 'unknown failure' };
}
