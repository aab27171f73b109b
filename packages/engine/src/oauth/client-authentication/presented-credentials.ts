/** What a request offers as client authentication (RFC 6749 2.3, OpenID Connect Core 9). Read from the header and the form body only, never from the query. */
import { clientAssertionType } from '@countersign/contracts/wire';
import { invalidClient, invalidRequest } from '../errors.js';
import type { Form } from '../form.js';

export type PresentedCredentials =
  /** `secrets`: the readings of the password, of which one has to be right. */
  | { readonly method: 'client_secret_basic' | 'client_secret_post'; readonly clientId: string; readonly secrets: readonly string[] }
  | { readonly method: 'assertion'; readonly assertion: string; readonly clientId: string | undefined }
  | { readonly method: 'none'; readonly clientId: string };

const basicHeader = /^basic +([A-Za-z0-9+/_-]+={0,2}) *$/i;

/**
 * Finds the one way in which the client authenticates. Throws `invalid_request` when there are several or the assertion type is wrong,
 * `invalid_client` when there is none or the header is malformed.
 */
export function readPresentedCredentials(form: Form, authorization: string | undefined): PresentedCredentials {
  const secret = form.get('client_secret');
  const assertion = form.get('client_assertion');
  const clientId = form.get('client_id');
  if (Number(authorization !== undefined) + Number(secret !== undefined) + Number(assertion !== undefined) > 1) {
    throw invalidRequest('The request carries more than one kind of client authentication.');
  }
  if (authorization !== undefined) return readBasic(authorization, clientId);
  if (assertion !== undefined) {
    if (form.get('client_assertion_type') !== clientAssertionType)
      throw invalidRequest('The client_assertion_type is missing or not supported.');
    return { method: 'assertion', assertion, clientId };
  }
  if (clientId === undefined) throw invalidClient({ reason: 'no credentials' });
  return secret === undefined ? { method: 'none', clientId } : { method: 'client_secret_post', clientId, secrets: [secret] };
}

/**
 * RFC 6749 2.3.1 wants id and password form-urlencoded before base64; curl and many clients send them plain. Where the two readings
 * of the password differ, both are tried.
 */
function readBasic(authorization: string, bodyClientId: string | undefined): PresentedCredentials {
  const encoded = basicHeader.exec(authorization)?.[1];
  if (encoded === undefined) throw invalidClient({ reason: 'malformed Authorization header' });
  const pair = Buffer.from(encoded, 'base64').toString('utf8');
  const colon = pair.indexOf(':');
  if (colon < 1) throw invalidClient({ reason: 'malformed Basic credentials' });
  const clientId = decode(pair.slice(0, colon));
  if (bodyClientId !== undefined && bodyClientId !== clientId) throw invalidClient({ reason: 'client_id differs from the Basic user' });
  const plain = pair.slice(colon + 1);
  const decoded = decode(plain);
  return { method: 'client_secret_basic', clientId, secrets: decoded === plain ? [plain] : [decoded, plain] };
}

function decode(text: string): string {
  if (!text.includes('%') && !text.includes('+')) return text;
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
}
