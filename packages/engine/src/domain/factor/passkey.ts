/**
 * Passkeys for signing in (WebAuthn Level 3): discoverable credentials of the org's own host, with user verification always (decisions
 * 2.7). No attestation is asked for: which device makes the key is the person's choice. Passkeys that approve transactions belong to
 * the authenticator's host and are others.
 */
import {
  type AuthenticationResponseJSON,
  type RegistrationResponseJSON,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from '@simplewebauthn/server';
import type { Random } from '../../ports/random.js';
import { randomBase64url } from '../id.js';
import type { Org } from '../org/org.js';
import type { User } from '../user/user.js';
import type { PasskeyFactor } from './factor.js';

/** ES256, EdDSA, RS256: what browsers and security keys make. */
const algorithms = [-7, -8, -257];
const ceremonyTimeoutMs = 300_000;
/** Longer responses were made by no browser. */
const maxResponseLength = 16_384;

export function newPasskeyChallenge(random: Random): string {
  return randomBase64url(random, 32);
}

/** `PublicKeyCredentialCreationOptionsJSON` for the page's script. Known passkeys are excluded: one device needs one. */
export function registrationOptions(
  org: Pick<Org, 'url' | 'name'>,
  {
    user,
    known,
    challenge,
  }: { readonly user: Pick<User, 'id' | 'login'>; readonly known: readonly PasskeyFactor[]; readonly challenge: string },
): Readonly<Record<string, unknown>> {
  return {
    rp: { id: rpIdOf(org), name: org.name },
    user: { id: Buffer.from(user.id).toString('base64url'), name: user.login, displayName: user.login },
    challenge,
    pubKeyCredParams: algorithms.map((alg) => ({ type: 'public-key', alg })),
    timeout: ceremonyTimeoutMs,
    attestation: 'none',
    excludeCredentials: known.map(descriptor),
    authenticatorSelection: { residentKey: 'required', requireResidentKey: true, userVerification: 'required' },
  };
}

/** `PublicKeyCredentialRequestOptionsJSON` for the page's script. */
export function authenticationOptions(
  org: Pick<Org, 'url'>,
  { known, challenge }: { readonly known: readonly PasskeyFactor[]; readonly challenge: string },
): Readonly<Record<string, unknown>> {
  return {
    rpId: rpIdOf(org),
    challenge,
    timeout: ceremonyTimeoutMs,
    allowCredentials: known.map(descriptor),
    userVerification: 'required',
  };
}

export type RegisteredPasskey = Pick<PasskeyFactor, 'credentialId' | 'publicKey' | 'signCount' | 'transports'>;

/** The new credential; undefined: the response is not a valid answer to this challenge from a page of this org. */
export async function verifyRegistration(
  org: Pick<Org, 'url'>,
  { challenge, response }: { readonly challenge: string; readonly response: string },
): Promise<RegisteredPasskey | undefined> {
  const parsed = parseResponse(response);
  if (parsed === undefined) return undefined;
  try {
    const { verified, registrationInfo } = await verifyRegistrationResponse({
      // the library checks every member it reads, and throws
      response: parsed as unknown as RegistrationResponseJSON,
      expectedChallenge: challenge,
      expectedOrigin: originOf(org),
      expectedRPID: rpIdOf(org),
      requireUserVerification: true,
      supportedAlgorithmIDs: algorithms,
    });
    if (!verified) return undefined;
    const { credential } = registrationInfo;
    return {
      credentialId: credential.id,
      publicKey: Buffer.from(credential.publicKey).toString('base64url'),
      signCount: credential.counter,
      transports: transportsOf(parsed),
    };
  } catch {
    return undefined;
  }
}

/** The passkey that answered, with its new counter; undefined: none of these did, or the counter went back (a copy of the key). */
export async function verifyAssertion(
  org: Pick<Org, 'url'>,
  { challenge, response, known }: { readonly challenge: string; readonly response: string; readonly known: readonly PasskeyFactor[] },
): Promise<{ readonly factor: PasskeyFactor; readonly signCount: number } | undefined> {
  const parsed = parseResponse(response);
  const factor = known.find(({ credentialId }) => credentialId === parsed?.['id']);
  if (parsed === undefined || factor === undefined) return undefined;
  try {
    const { verified, authenticationInfo } = await verifyAuthenticationResponse({
      // the library checks every member it reads, and throws
      response: parsed as unknown as AuthenticationResponseJSON,
      expectedChallenge: challenge,
      expectedOrigin: originOf(org),
      expectedRPID: rpIdOf(org),
      requireUserVerification: true,
      credential: {
        id: factor.credentialId,
        publicKey: new Uint8Array(Buffer.from(factor.publicKey, 'base64url')),
        counter: factor.signCount,
      },
    });
    return verified ? { factor, signCount: authenticationInfo.newCounter } : undefined;
  } catch {
    return undefined;
  }
}

/** The host of the org's URL, without port (WebAuthn 5.1.2). */
function rpIdOf({ url }: Pick<Org, 'url'>): string {
  return new URL(url).hostname;
}

function originOf({ url }: Pick<Org, 'url'>): string {
  return new URL(url).origin;
}

function descriptor({ credentialId, transports }: PasskeyFactor) {
  return { type: 'public-key', id: credentialId, transports };
}

function parseResponse(text: string): Readonly<Record<string, unknown>> | undefined {
  if (text.length > maxResponseLength) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}

/** Hints for the next ceremony, from the browser. */
function transportsOf(parsed: Readonly<Record<string, unknown>>): readonly string[] {
  const { response } = parsed;
  const list: unknown = typeof response === 'object' && response !== null && 'transports' in response ? response.transports : undefined;
  if (!Array.isArray(list)) return [];
  return list.filter((item): item is string => typeof item === 'string' && /^[a-z-]{1,20}$/.test(item)).slice(0, 8);
}
