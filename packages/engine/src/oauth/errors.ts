/**
 * Failures of the OAuth endpoints as values of the protocol: RFC 6749 5.2, CIBA Core 11 and 13.
 * `description` is public and printable ASCII without `"` and `\` (CIBA Core 13); `reason` is for the log only.
 */
import type { OAuthErrorCode } from '@countersign/contracts/wire';

export class OAuthError extends Error {
  override readonly name = 'OAuthError';
  readonly code: OAuthErrorCode;
  readonly status: number;
  readonly description: string;
  readonly reason: string | undefined;
  /** Seconds, for `Retry-After`. */
  readonly retryAfter: number | undefined;

  constructor(
    code: OAuthErrorCode,
    status: number,
    description: string,
    options: { reason?: string; cause?: unknown; retryAfter?: number } = {},
  ) {
    super(`${code}: ${description}`, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.status = status;
    this.description = description;
    this.reason = options.reason;
    this.retryAfter = options.retryAfter;
  }
}

interface Detail {
  readonly reason?: string;
  readonly cause?: unknown;
}

export const invalidRequest = (description: string, detail?: Detail) => new OAuthError('invalid_request', 400, description, detail);
/** One text for every way of failing, so that it never tells which part was wrong. */
export const invalidClient = (detail?: Detail) => new OAuthError('invalid_client', 401, 'Client authentication failed.', detail);
export const invalidGrant = (description: string, detail?: Detail) => new OAuthError('invalid_grant', 400, description, detail);
export const invalidScope = (description: string, detail?: Detail) => new OAuthError('invalid_scope', 400, description, detail);
export const unauthorizedClient = (description: string, detail?: Detail) => new OAuthError('unauthorized_client', 400, description, detail);
export const unsupportedGrantType = (detail?: Detail) =>
  new OAuthError('unsupported_grant_type', 400, 'The grant type is not supported.', detail);
export const unknownUserId = (detail?: Detail) =>
  new OAuthError('unknown_user_id', 400, 'The hint does not identify a user of this client.', detail);
export const invalidBindingMessage = (description: string, detail?: Detail) =>
  new OAuthError('invalid_binding_message', 400, description, detail);
/** RFC 9396 5 */
export const invalidAuthorizationDetails = (description: string, detail?: Detail) =>
  new OAuthError('invalid_authorization_details', 400, description, detail);
/** Refused before anyone was asked (CIBA Core 13). */
export const accessRefused = (description: string, detail?: Detail) => new OAuthError('access_denied', 403, description, detail);
/** Asked too often, or by a client this person reported: the client learns only that it is refused (S-105). */
export const notAskedNow = (detail?: Detail) => accessRefused('The user cannot be asked now.', detail);
/** The person or the policy said no (CIBA Core 11). */
export const accessDenied = (description: string, detail?: Detail) => new OAuthError('access_denied', 400, description, detail);
export const temporarilyUnavailable = (status: 429 | 503, retryAfter: number, detail?: Detail) =>
  new OAuthError('temporarily_unavailable', status, 'Too many requests, try again later.', { ...detail, retryAfter });
export const unknownAuthorizationServer = (detail?: Detail) =>
  new OAuthError('invalid_request', 404, 'There is no such authorization server.', detail);
/** At a protected resource (RFC 6750 3.1). */
export const invalidToken = (detail?: Detail) =>
  new OAuthError('invalid_token', 401, 'The access token is missing, expired or revoked.', detail);
export const insufficientScope = (detail?: Detail) =>
  new OAuthError('insufficient_scope', 403, 'The access token does not carry the scope this needs.', detail);
