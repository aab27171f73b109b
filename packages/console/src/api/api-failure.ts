/** What went wrong with a call of the management API, in the words of its error object (okta-api 0.2). */

/** One fault the server found; `field` is the path of the member it is about, where it names one. */
export interface FieldFault {
  readonly field: string | undefined;
  readonly message: string;
}

interface FailureFacts {
  readonly status: number;
  readonly errorCode: string | undefined;
  readonly faults: readonly FieldFault[];
  readonly requestId: string | undefined;
}

export class ApiFailure extends Error {
  override readonly name = 'ApiFailure';
  readonly status: number;
  readonly errorCode: string | undefined;
  readonly faults: readonly FieldFault[];
  /** What the log of the server knows the call by. */
  readonly requestId: string | undefined;

  constructor(summary: string, { status, errorCode, faults, requestId }: FailureFacts) {
    super(summary);
    this.status = status;
    this.errorCode = errorCode;
    this.faults = faults;
    this.requestId = requestId;
  }
}

/** The server did not answer at all, or said that it cannot now. */
export class ServerUnreachable extends Error {
  override readonly name = 'ServerUnreachable';
}

const member = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
const textOf = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);

/** `body` is the parsed answer, or undefined when it was not JSON. */
export function failureOf(status: number, body: unknown, requestId: string | undefined): ApiFailure {
  const causes = member(body, 'errorCauses');
  const faults = (Array.isArray(causes) ? causes : []).map((cause) => faultOf(textOf(member(cause, 'errorSummary')) ?? ''));
  const summary = textOf(member(body, 'errorSummary')) ?? `The server answered with status ${status}.`;
  return new ApiFailure(summary, { status, errorCode: textOf(member(body, 'errorCode')), faults, requestId });
}

/** Causes read `settings.oauthClient.redirect_uris.0: must be an absolute URI`; what has no such path stands for the whole. */
export function faultOf(cause: string): FieldFault {
  const match = /^([A-Za-z_][\w]*(?:\.\w+)*): (.+)$/s.exec(cause);
  return match === null ? { field: undefined, message: cause } : { field: match[1], message: match[2] ?? cause };
}
