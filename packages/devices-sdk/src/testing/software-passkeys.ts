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

const rpId = 'approve.example.com';
const origin = 'https://approve.example.com';
const base64url = (data: Uint8Array | string) => Buffer.from(data).toString('base64url');
const sha256 = (data: Uint8Array | string) => createHash('sha256').update(data).digest();

export function createSoftwarePasskeys(): SoftwarePasskeys {
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
      return { key, rpId, origin, attestationObject: base64url('none'), clientDataJSON };
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
