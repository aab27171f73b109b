import type { TransportRequest, TransportResponse } from '../ports/transport.js';
import type { OrgConnection } from './context.js';
import { DeviceError } from './errors.js';
import { parseJson } from './json.js';
import { originOf } from './org-url.js';
import { errorOfResponse } from './server-errors.js';

/** The version of MyAccount's representations this SDK reads (devices protocol 1.3). */
export const acceptedVersion = 'application/json; okta-version=1.0.0';

export interface ServerCall {
  readonly method: TransportRequest['method'];
  readonly url: string;
  readonly accessToken?: string;
  readonly accept?: string;
  readonly contentType?: string;
  readonly body?: string;
}

/** Any answer, whatever its status. Throws `network_error` when none came. */
export async function sendToServer(context: OrgConnection, call: ServerCall): Promise<TransportResponse> {
  assertOnOrg(context, call.url);
  const headers: Record<string, string> = { accept: call.accept ?? acceptedVersion };
  if (call.accessToken !== undefined) headers['authorization'] = `Bearer ${call.accessToken}`;
  if (call.contentType !== undefined) headers['content-type'] = call.contentType;
  try {
    return await context.ports.transport({
      method: call.method,
      url: call.url,
      headers,
      timeoutMs: context.timeoutMs,
      ...(call.body === undefined ? {} : { body: call.body }),
    });
  } catch (cause) {
    throw new DeviceError('network_error', { cause });
  }
}

/** A 2xx answer; any other status as the error it means. */
export async function callServer(context: OrgConnection, call: ServerCall): Promise<TransportResponse> {
  const response = await sendToServer(context, call);
  if (!isSuccess(response)) throw errorOfResponse(response);
  return response;
}

/** The JSON body of a 2xx answer. */
export async function callServerForJson(context: OrgConnection, call: ServerCall): Promise<unknown> {
  const value = parseJson((await callServer(context, call)).body);
  if (value === undefined) throw new DeviceError('invalid_server_response', { detail: 'no JSON' });
  return value;
}

export function isSuccess(response: TransportResponse): boolean {
  return response.status >= 200 && response.status < 300;
}

/** Links from the server are followed only on the org itself: a bearer token and a signed answer go nowhere else. */
export function assertOnOrg(context: Pick<OrgConnection, 'org'>, url: string): void {
  if (originOf(url) !== context.org) throw new DeviceError('invalid_server_response', { detail: 'a link leads away from the org' });
}
