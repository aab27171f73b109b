import type { TransactionType } from '@countersign/contracts/wire';
import { assertOnOrg, callServerForJson } from './call-server.js';
import type { DeviceContext } from './context.js';
import { DeviceError } from './errors.js';
import { isObject, objectAt, textAt, textsOf, type JsonObject } from './json.js';

/** What the org wants of enrollments of this app (devices protocol 1.3). */
export interface AuthenticatorPolicy {
  readonly authenticatorId: string;
  readonly name: string | undefined;
  /** With `REQUIRED` an app enrols with a user-verification key or not at all; with `PREFERRED` it offers one. */
  readonly userVerification: 'PREFERRED' | 'REQUIRED';
  readonly keyProtection: 'ANY' | 'HARDWARE';
  readonly transactionTypes: readonly TransactionType[];
  /** For `subscribeToPush`: the org's Web Push key. Undefined when the org sends no Web Push. */
  readonly webPushKey: string | undefined;
  /** Where enrollments are posted to. */
  readonly enrollEndpoint: string;
}

/** Throws `policy_not_found` when no active authenticator is bound to the client, `push_not_offered` when it has no push method. */
export async function downloadPolicy(context: DeviceContext, accessToken?: string): Promise<AuthenticatorPolicy> {
  const list = await callServerForJson(context, {
    method: 'GET',
    url: `${context.org}/.well-known/app-authenticator-configuration?oauthClientId=${encodeURIComponent(context.clientId)}`,
    ...(accessToken === undefined ? {} : { accessToken }),
  });
  if (!Array.isArray(list)) throw new DeviceError('invalid_server_response', { detail: 'the policy is no list' });
  const entry: unknown = list[0];
  if (!isObject(entry)) throw new DeviceError('policy_not_found');
  return policyOf(context, entry);
}

function policyOf(context: DeviceContext, entry: JsonObject): AuthenticatorPolicy {
  const authenticatorId = textAt(entry, 'authenticatorId');
  const enrollEndpoint = textAt(entry, 'appAuthenticatorEnrollEndpoint');
  const methods = entry['supportedMethods'];
  if (authenticatorId === undefined || enrollEndpoint === undefined || !Array.isArray(methods)) {
    throw new DeviceError('invalid_server_response', { detail: 'the policy lacks required members' });
  }
  assertOnOrg(context, enrollEndpoint);
  const push: unknown = methods.find((method: unknown) => textAt(method, 'type') === 'push');
  if (push === undefined) throw new DeviceError('push_not_offered');
  const settings = objectAt(push, 'settings');
  return {
    authenticatorId,
    name: textAt(entry, 'name'),
    userVerification: textAt(entry, 'settings', 'userVerification')?.toUpperCase() === 'REQUIRED' ? 'REQUIRED' : 'PREFERRED',
    keyProtection: textAt(settings, 'keyProtection') === 'HARDWARE' ? 'HARDWARE' : 'ANY',
    transactionTypes: transactionTypesOf(settings?.['transactionTypes']),
    webPushKey: textAt(entry, 'cs_webPush', 'publicKey'),
    enrollEndpoint,
  };
}

export function transactionTypesOf(value: unknown): readonly TransactionType[] {
  return textsOf(value).filter((type): type is TransactionType => type === 'LOGIN' || type === 'CIBA');
}

/** The org's id (devices protocol 1.2): every challenge names it again. */
export async function fetchOrgId(context: DeviceContext): Promise<string> {
  const document = await callServerForJson(context, { method: 'GET', url: `${context.org}/.well-known/okta-organization` });
  const id = textAt(document, 'id');
  if (id === undefined) throw new DeviceError('invalid_server_response', { detail: 'the org document has no id' });
  return id;
}
