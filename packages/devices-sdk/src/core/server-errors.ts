import type { ApiErrorCode } from '@countersign/contracts/wire';
import type { DeviceErrorCode } from './errors.js';
import { DeviceError } from './errors.js';
import { isObject, parseJson, textAt } from './json.js';
import type { TransportResponse } from '../ports/transport.js';

/** Devices protocol 4: what a code of the server means to the developer. */
const meanings: Partial<Record<ApiErrorCode, DeviceErrorCode>> = {
  E0000001: 'validation_failed',
  E0000003: 'validation_failed',
  E0000004: 'access_token_rejected',
  E0000006: 'access_denied',
  E0000007: 'resource_not_found',
  E0000008: 'enrollment_not_found',
  E0000011: 'access_token_rejected',
  E0000047: 'rate_limited',
  E0000152: 'device_suspended',
  E0000153: 'device_deleted',
  E0000154: 'enrollment_deleted',
  E0000155: 'user_suspended',
  E0000156: 'user_deleted',
  E0000158: 'user_verification_required',
  E0000159: 'key_protection_not_met',
  E0000180: 'enrollment_suspended',
};

/** An answer outside 2xx as the SDK's error: Okta's error object, an OAuth error body, or nothing readable at all. */
export function errorOfResponse(response: TransportResponse): DeviceError {
  const body = parseJson(response.body);
  const serverErrorCode = textAt(body, 'errorCode') ?? textAt(body, 'error');
  const detail = firstCause(body) ?? textAt(body, 'errorSummary') ?? textAt(body, 'error_description') ?? `HTTP ${response.status}`;
  return new DeviceError(codeFor(serverErrorCode, response.status), {
    detail,
    status: response.status,
    ...(serverErrorCode === undefined ? {} : { serverErrorCode }),
  });
}

function codeFor(serverErrorCode: string | undefined, status: number): DeviceErrorCode {
  const known = Object.entries(meanings).find(([code]) => code === serverErrorCode)?.[1];
  if (known !== undefined) return known;
  if (status === 401) return 'access_token_rejected';
  if (status === 403) return 'access_denied';
  if (status === 404) return 'resource_not_found';
  if (status === 429) return 'rate_limited';
  return 'server_error';
}

function firstCause(body: unknown): string | undefined {
  const causes = isObject(body) ? body['errorCauses'] : undefined;
  return Array.isArray(causes) ? textAt(causes[0], 'errorSummary') : undefined;
}

/** How an enrollment stands after the server's last word on it (devices protocol 4, iOS effect). */
export type EnrollmentState = 'active' | 'suspended' | 'reset' | 'deleted';

export function stateAfter(serverErrorCode: string | undefined): EnrollmentState {
  switch (serverErrorCode) {
    case 'E0000152':
    case 'E0000155':
    case 'E0000180':
      return 'suspended';
    case 'E0000153':
    case 'E0000154':
      return 'reset';
    case 'E0000008':
    case 'E0000156':
      return 'deleted';
    default:
      return 'active';
  }
}
