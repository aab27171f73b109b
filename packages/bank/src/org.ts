/** The connection to the org: what is known of it (discovery) and how the bank proves who it is. */
import * as client from 'openid-client';
import type { Recorder } from './approvals/recorder.js';
import type { BankSettings } from './settings.js';

export type Org = () => Promise<client.Configuration>;

/** Reads the org's metadata at the first use, and again after a failure: the bank may be up before the org is. */
export function createOrg(settings: BankSettings, recorder: Recorder): Org {
  let known: Promise<client.Configuration> | undefined;
  return () => {
    known ??= discover(settings, recorder).catch((error: unknown) => {
      known = undefined;
      throw error;
    });
    return known;
  };
}

async function discover({ issuer, clientId, clientSecret }: BankSettings, { fetch }: Recorder): Promise<client.Configuration> {
  const local = issuer.startsWith('http:');
  const config = await client.discovery(new URL(issuer), clientId, clientSecret, client.ClientSecretBasic(clientSecret), {
    // the bodies of OAuth calls are forms
    [client.customFetch]: (url, options) => fetch(url, { ...options, body: options.body instanceof URLSearchParams ? options.body : null }),
    // plain http is for development on one machine
    execute: [client.enableNonRepudiationChecks, ...(local ? [client.allowInsecureRequests] : [])],
  });
  return config;
}

export type OrgFailure =
  | { readonly kind: 'refused'; readonly error: string; readonly retryAfterSeconds: number | undefined }
  | { readonly kind: 'unreachable' };

/** What went wrong with a call: the org said no (an OAuth error), or there was no answer to go by (none at all, or 5xx). */
export function orgFailure(error: unknown): OrgFailure {
  if (error instanceof client.ResponseBodyError && error.status < 500) {
    const seconds = Number(error.response.headers.get('retry-after') ?? Number.NaN);
    return { kind: 'refused', error: error.error, retryAfterSeconds: Number.isFinite(seconds) ? seconds : undefined };
  }
  if (error instanceof client.WWWAuthenticateChallengeError) {
    return { kind: 'refused', error: 'invalid_client', retryAfterSeconds: undefined };
  }
  return { kind: 'unreachable' };
}
