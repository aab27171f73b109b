/** An authenticator of WebAuthn made of software, for one host: real keys, real signatures, and a person whose mind tests set. */
import { createHash, generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto';
import type { PasskeyRefusal, Passkeys } from '../ports/passkey.js';

export interface SoftwarePasskeys extends Passkeys {
  /** Refuses every prompt with this, while it is set. */
  refused: PasskeyRefusal['refused'] | undefined;
  /** False: signs without having recognised the person. */
  userVerified: boolean;
  readonly prompts: string[];
  readonly credentials: Map<string, KeyObject>;
}

const base64url = (data: Uint8Array | string) => Buffer.from(data).toString('base64url');
const sha256 = (data: Uint8Array | string) => createHash('sha256').update(data).digest();

/** For the app at `origin`. */
export function createSoftwarePasskeys(origin = 'https://approve.example.com'): SoftwarePasskeys {
  const rpId = new URL(origin).hostname;
  const credentials = new Map<string, KeyObject>();
  const passkeys: SoftwarePasskeys = {
    refused: undefined,
    userVerified: true,
    prompts: [],
    credentials,
    async create({ userName }) {
      passkeys.prompts.push(`create for ${userName}`);
      if (passkeys.refused !== undefined) return { refused: passkeys.refused };
      const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
      const kid = randomBytes(16).toString('base64url');
      credentials.set(kid, privateKey);
      const { x = '', y = '' } = publicKey.export({ format: 'jwk' });
      const clientDataJSON = base64url(JSON.stringify({ type: 'webauthn.create', challenge: base64url(randomBytes(32)), origin }));
      const key = { kty: 'EC', crv: 'P-256', kid, x, y, 'okta:kpr': 'SOFTWARE' } as const;
      return { key, rpId, origin, attestationObject: base64url(attestationOf(rpId, key)), clientDataJSON };
    },
    async assert({ credentialId, challenge }) {
      passkeys.prompts.push(`assert by ${credentialId}`);
      const key = credentials.get(credentialId);
      if (passkeys.refused !== undefined || key === undefined) return { refused: passkeys.refused ?? 'cancelled' };
      const clientData = Buffer.from(JSON.stringify({ type: 'webauthn.get', challenge: base64url(challenge), origin }));
      const data = Buffer.concat([sha256(rpId), Buffer.from([passkeys.userVerified ? 5 : 1, 0, 0, 0, 0])]);
      return {
        credentialId,
        authenticatorData: base64url(data),
        clientDataJSON: base64url(clientData),
        signature: sign('sha256', Buffer.concat([data, sha256(clientData)]), key).toString('base64url'),
      };
    },
    forget: async (credentialId) => void credentials.delete(credentialId),
  };
  return passkeys;
}

/** An attestation object of format `none` (WebAuthn 8.7): CBOR written out, since its shape never varies. */
function attestationOf(rpId: string, key: { readonly kid: string; readonly x: string; readonly y: string }): Buffer {
  const id = Buffer.from(key.kid, 'base64url');
  const coordinate = (label: string, value: string) => Buffer.concat([Buffer.from(`${label}5820`, 'hex'), Buffer.from(value, 'base64url')]);
  // COSE: EC2, ES256, P-256.
  const cose = Buffer.concat([Buffer.from('a5010203262001', 'hex'), coordinate('21', key.x), coordinate('22', key.y)]);
  const flags = Buffer.from([0x45, 0, 0, 0, 0]);
  const authData = Buffer.concat([sha256(rpId), flags, Buffer.alloc(16), Buffer.from([0, id.length]), id, cose]);
  const text = (value: string) => Buffer.concat([Buffer.from([0x60 + value.length]), Buffer.from(value)]);
  const members = [text('fmt'), text('none'), text('attStmt'), Buffer.from([0xa0]), text('authData')];
  return Buffer.concat([Buffer.from([0xa3]), ...members, Buffer.from([0x58, authData.length]), authData]);
}
