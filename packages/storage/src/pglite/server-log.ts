/** What the embedded server says on its standard error. It is kept for one purpose: to tell why the server gave up. */
export interface ServerLog {
  /** To be told of each line. */
  add(line: string): void;
  /** The reason behind a failure: the last line of the severity that ends a server, else the failure's own message. */
  explain(failure: unknown): string;
}

/** PostgreSQL's severities after which the server is gone; after PANIC all that is left to the caller is "Aborted()". */
const endOfServer = /\b(?:FATAL|PANIC): +(.+)$/;

export function createServerLog(): ServerLog {
  let reason: string | undefined;
  return {
    add(line) {
      reason = endOfServer.exec(line)?.[1] ?? reason;
    },
    explain(failure) {
      const message = failure instanceof Error ? failure.message : String(failure);
      return reason === undefined ? message : `${reason} (${message})`;
    },
  };
}
