/** The code of an enrollment link for a token with which this device enrols once: an extension grant of the org's own server. */
import type { BrandEntry } from '../accounts/brand-entry.js';
import { discover, SignInError, textOf, type SignedIn } from './sign-in.js';

const grantType = 'urn:countersign:params:oauth:grant-type:enrollment-code';

export class EnrollmentCodeError extends Error {
  readonly code: 'invalid' | 'throttled' | 'network' | 'refused';

  constructor(code: EnrollmentCodeError['code'], options?: ErrorOptions) {
    super(code, options);
    this.code = code;
  }
}

/**
 * The code does not say which of the app's brands it is for: each is asked, and only the right one takes it. Throws
 * `EnrollmentCodeError`.
 */
export async function redeemEnrollmentCode(entries: readonly BrandEntry[], code: string): Promise<SignedIn> {
  if (entries.length === 0) throw new EnrollmentCodeError('refused');
  for (const entry of entries) {
    const answer = await ask(entry, code);
    if (answer.status === 429) throw new EnrollmentCodeError('throttled');
    if (answer.status === 200) return signedInBy(entries, entry, answer.body);
    if (textOf(answer.body, 'error') !== 'invalid_grant') throw new EnrollmentCodeError(answer.status >= 500 ? 'network' : 'refused');
  }
  throw new EnrollmentCodeError('invalid');
}

async function ask(entry: BrandEntry, code: string): Promise<{ readonly status: number; readonly body: unknown }> {
  try {
    const { token_endpoint: endpoint } = await discover(entry);
    const response = await fetch(endpoint, {
      method: 'POST',
      body: new URLSearchParams({ grant_type: grantType, client_id: entry.clientId, code }),
      credentials: 'omit',
      redirect: 'error',
      headers: { accept: 'application/json' },
    });
    return { status: response.status, body: await response.json() };
  } catch (cause) {
    throw new EnrollmentCodeError(cause instanceof SignInError && cause.code === 'refused' ? 'refused' : 'network', { cause });
  }
}

function signedInBy(entries: readonly BrandEntry[], asked: BrandEntry, body: unknown): SignedIn {
  const preview: unknown = typeof body === 'object' && body !== null ? Reflect.get(body, 'cs_enrollment') : undefined;
  const accessToken = textOf(body, 'access_token');
  const userId = textOf(preview, 'user_id');
  const org = textOf(preview, 'org_name');
  const authenticatorId = textOf(preview, 'authenticator_id');
  // one client may serve several authenticators
  const entry = entries.find((one) => one.clientId === asked.clientId && one.authenticatorId === authenticatorId);
  if (accessToken === undefined || userId === undefined || org === undefined || entry === undefined)
    throw new EnrollmentCodeError('refused');
  return { entry, intent: { kind: 'set-up' }, accessToken, userId, username: textOf(preview, 'username'), linkOf: org };
}
