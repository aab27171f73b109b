import { assertOnOrg } from './call-server.js';
import type { DeviceContext } from './context.js';
import { DeviceError } from './errors.js';
import { parseJson, textAt } from './json.js';

/** What enrolling and updating answer with (devices protocol 1.4): the members a device must remember. */
export interface EnrollmentResponse {
  readonly enrollmentId: string;
  readonly authenticatorId: string;
  readonly userId: string;
  readonly username: string | undefined;
  readonly deviceId: string;
  readonly clientInstanceId: string;
  readonly methodId: string;
  readonly pendingHref: string;
  readonly createdDate: string | undefined;
}

/** Unknown members are ignored; a missing one throws `invalid_server_response` and names it. */
export function parseEnrollmentResponse(context: Pick<DeviceContext, 'org'>, body: string): EnrollmentResponse {
  const value = parseJson(body);
  const required = (...path: readonly string[]): string => {
    const text = textAt(value, ...path);
    if (text === undefined) throw new DeviceError('invalid_server_response', { detail: `the enrollment lacks ${path.join('.')}` });
    return text;
  };
  const pendingHref = required('methods', 'push', 'links', 'pending', 'href');
  assertOnOrg(context, pendingHref);
  return {
    enrollmentId: required('id'),
    authenticatorId: required('authenticatorId'),
    userId: required('user', 'id'),
    username: textAt(value, 'user', 'username'),
    deviceId: required('device', 'id'),
    clientInstanceId: required('device', 'clientInstanceId'),
    methodId: required('methods', 'push', 'id'),
    pendingHref,
    createdDate: textAt(value, 'createdDate'),
  };
}
