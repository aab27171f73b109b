import { decodeBase64Url, encodeBase64Url } from '../../core/encoding/base64url.js';
import type { PasskeyRefusal, Passkeys } from '../../ports/passkey.js';

export interface PasskeyOptions {
  /** Default: the host of this page. */
  readonly rpId?: string;
  /** What the prompt calls this app. Default: `rpId`. */
  readonly rpName?: string;
}

/** How long the person has for the browser's prompt. */
const timeout = 120_000;
const es256 = -7;

/**
 * User verification by a passkey of this host (WebAuthn level 3). The prompt appears only while a tap is fresh. The passkey is marked
 * SOFTWARE: the browser does not say where it keeps it.
 */
export function createPasskeyUserVerification(options: PasskeyOptions = {}): Passkeys {
  const rpId = options.rpId ?? location.hostname;
  const rp = { id: rpId, name: options.rpName ?? rpId };
  return {
    async create({ userName }) {
      const created = await prompt(() =>
        navigator.credentials.create({
          publicKey: {
            rp,
            // A random handle: the person is never looked up by it.
            user: { id: randomBytes(), name: userName, displayName: userName },
            // The server trusts the enrolling access token; the attestation is not asked for.
            challenge: randomBytes(),
            pubKeyCredParams: [{ type: 'public-key', alg: es256 }],
            authenticatorSelection: { userVerification: 'required', residentKey: 'discouraged' },
            attestation: 'none',
            timeout,
          },
        }),
      );
      if ('refused' in created) return created;
      const { response } = created.credential;
      const point = response instanceof AuthenticatorAttestationResponse ? response.getPublicKey()?.slice(-64) : undefined;
      if (!(response instanceof AuthenticatorAttestationResponse) || point?.byteLength !== 64) return { refused: 'unavailable' };
      return {
        // A P-256 public key as SPKI ends in X and Y (RFC 5480 2).
        key: {
          kty: 'EC',
          crv: 'P-256',
          kid: encoded(created.credential.rawId),
          x: encoded(point.slice(0, 32)),
          y: encoded(point.slice(32)),
          'okta:kpr': 'SOFTWARE',
        },
        rpId,
        origin: location.origin,
        attestationObject: encoded(response.attestationObject),
        clientDataJSON: encoded(response.clientDataJSON),
      };
    },
    async assert({ credentialId, challenge }) {
      const id = decodeBase64Url(credentialId);
      if (id === undefined) return { refused: 'invalidated' };
      const asserted = await prompt(() =>
        navigator.credentials.get({
          publicKey: {
            rpId,
            challenge: new Uint8Array(challenge),
            allowCredentials: [{ type: 'public-key', id: new Uint8Array(id) }],
            userVerification: 'required',
            timeout,
          },
        }),
      );
      if ('refused' in asserted) return asserted;
      const { response } = asserted.credential;
      if (!(response instanceof AuthenticatorAssertionResponse)) return { refused: 'unavailable' };
      return {
        credentialId: encoded(asserted.credential.rawId),
        authenticatorData: encoded(response.authenticatorData),
        clientDataJSON: encoded(response.clientDataJSON),
        signature: encoded(response.signature),
      };
    },
    async forget(credentialId) {
      // WebAuthn level 3, 5.1.10; not every browser has it yet.
      if (!('PublicKeyCredential' in globalThis) || !('signalUnknownCredential' in PublicKeyCredential)) return;
      await PublicKeyCredential.signalUnknownCredential({ rpId, credentialId }).catch(() => undefined);
    },
  };
}

/** Whether this browser can recognise the person by itself: face, finger, PIN. */
export async function isPasskeyAvailable(): Promise<boolean> {
  if (!('PublicKeyCredential' in globalThis)) return false;
  return PublicKeyCredential.isUserVerifyingPlatformAuthenticatorAvailable().catch(() => false);
}

type Prompted = { readonly credential: PublicKeyCredential } | PasskeyRefusal;

/** `NotAllowedError` is also what a browser says when no passkey fits or the time is up: for the person it is the same. */
async function prompt(ask: () => Promise<Credential | null>): Promise<Prompted> {
  try {
    const credential = await ask();
    return credential instanceof PublicKeyCredential ? { credential } : { refused: 'failed' };
  } catch (error) {
    const name = error instanceof Error ? error.name : '';
    if (name === 'NotAllowedError' || name === 'AbortError') return { refused: 'cancelled' };
    return { refused: name === 'InvalidStateError' ? 'failed' : 'unavailable' };
  }
}

function randomBytes(): Uint8Array<ArrayBuffer> {
  return crypto.getRandomValues(new Uint8Array(32));
}

function encoded(buffer: ArrayBuffer): string {
  return encodeBase64Url(new Uint8Array(buffer));
}
