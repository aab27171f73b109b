/** What the process ends with. Scripts may rely on these; a number never changes its meaning. */
export const exitCodes = {
  ok: 0,
  /** A fault of the command line itself. */
  failure: 1,
  /** Unknown command, missing or wrong option. */
  usage: 2,
  /** Something is not set up yet: no device, no enrollment, no quickstart file. */
  notSetUp: 3,
  /** No answer from the server. */
  network: 4,
  /** The server refused. */
  refused: 5,
  /** The person said no. */
  denied: 6,
  /** Time ran out, or the request was closed elsewhere. */
  expired: 7,
  /** Nothing waits for an answer. */
  nothingPending: 8,
  /** The evidence does not hold. */
  notProven: 9,
  /** Ctrl-C. */
  interrupted: 130,
} as const;
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

export const exitCodeHelp = `
Exit codes:
  0  done                       5  the server refused
  1  fault of this command      6  the person said no
  2  wrong usage                7  time ran out
  3  not set up yet             8  nothing waits for an answer
  4  no answer from the server  9  evidence does not hold`;
