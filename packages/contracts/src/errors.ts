/**
 * Okta's error object and the part of its catalogue this server speaks
 * (management API, MyAccount and the device protocol; the OAuth endpoints have their own shape).
 */
export interface ApiErrorBody {
  readonly errorCode: ApiErrorCode;
  readonly errorSummary: string;
  /** Repeats the code. */
  readonly errorLink: string;
  /** `oae` and 22 base64url characters. */
  readonly errorId: string;
  /** Only string members: the stock iOS SDK drops the whole object otherwise. */
  readonly errorCauses: readonly { readonly errorSummary: string }[];
}

/** Code → HTTP status and the summary used when the caller gives none. */
export const apiErrors = {
  E0000001: { status: 400, summary: 'Api validation failed' },
  E0000003: { status: 400, summary: 'The request body was not well-formed.' },
  E0000004: { status: 401, summary: 'Authentication failed.' },
  E0000006: { status: 403, summary: 'You do not have permission to perform the requested action.' },
  E0000007: { status: 404, summary: 'Not found.' },
  E0000008: { status: 404, summary: 'The requested path was not found.' },
  E0000009: { status: 500, summary: 'Internal server error.' },
  E0000011: { status: 401, summary: 'Invalid token provided.' },
  E0000012: { status: 404, summary: 'Unsupported media type.' },
  E0000014: { status: 403, summary: 'Update of credentials failed.' },
  E0000015: { status: 401, summary: 'The feature is not enabled.' },
  E0000016: { status: 403, summary: 'Activation failed because the resource is already active.' },
  E0000022: { status: 405, summary: 'The endpoint does not support the provided HTTP method.' },
  E0000029: { status: 400, summary: 'Invalid paging request.' },
  E0000031: { status: 400, summary: 'Invalid search criteria.' },
  E0000033: { status: 400, summary: 'A search and a filter cannot be used together.' },
  E0000038: { status: 403, summary: 'This operation is not allowed in the current status of the resource.' },
  E0000040: { status: 400, summary: 'An application with this label already exists.' },
  E0000047: { status: 429, summary: 'Too many requests.' },
  E0000056: { status: 403, summary: 'Delete application forbidden: deactivate it first.' },
  E0000062: { status: 409, summary: 'The user is already assigned to this application.' },
  E0000107: { status: 403, summary: 'The resource is in the wrong state for this transition.' },
  E0000117: { status: 403, summary: 'An inactive user cannot be assigned.' },
  E0000122: { status: 406, summary: 'Only application/json is offered.' },
  E0000148: { status: 403, summary: 'The authenticator is in use.' },
  E0000149: { status: 406, summary: 'Not acceptable.' },
  E0000152: { status: 403, summary: 'The device is not in a status that allows this.' },
  E0000153: { status: 410, summary: 'The device no longer exists.' },
  E0000154: { status: 410, summary: 'The enrollment is no longer active.' },
  E0000155: { status: 423, summary: 'The user is not active.' },
  E0000156: { status: 410, summary: 'The user no longer exists.' },
  E0000157: { status: 409, summary: 'Another active authenticator has this key.' },
  E0000158: { status: 400, summary: 'User verification is required for this enrollment.' },
  E0000159: { status: 400, summary: 'The enrollment does not meet the key protection the authenticator requires.' },
  E0000180: { status: 423, summary: 'The enrollment is suspended.' },
  E0000187: { status: 409, summary: 'The push provider is used by a custom app authenticator.' },
} as const satisfies Record<string, { status: number; summary: string }>;
export type ApiErrorCode = keyof typeof apiErrors;
