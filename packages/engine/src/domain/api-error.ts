/** Failures of the management API and the device protocol: a code of Okta's catalogue, its text, and a private reason. */
import { apiErrors, type ApiErrorCode } from '@countersign/contracts/wire';

export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly code: ApiErrorCode;
  readonly status: number;
  readonly summary: string;
  readonly causes: readonly string[];
  /** For the log only. */
  readonly reason: string | undefined;

  constructor(code: ApiErrorCode, options: { summary?: string; causes?: readonly string[]; reason?: string; cause?: unknown } = {}) {
    const summary = options.summary ?? apiErrors[code].summary;
    super(`${code}: ${summary}`, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.status = apiErrors[code].status;
    this.summary = summary;
    this.causes = options.causes ?? [];
    this.reason = options.reason;
  }
}

/** `resource` is Okta's type name: `User`, `AppInstance`, `AuthorizationServer`, … */
export const notFound = (id: string, resource: string) =>
  new ApiError('E0000007', { summary: `Not found: Resource not found: ${id} (${resource})` });
/** `subject` is the top-level object or field, `causes` one line per field. */
export const validationFailed = (subject: string, causes: readonly string[], reason?: string) =>
  new ApiError('E0000001', { summary: `Api validation failed: ${subject}`, causes, ...(reason === undefined ? {} : { reason }) });
