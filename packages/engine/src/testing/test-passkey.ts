/** A passkey for tests: registrations and assertions as a browser hands them out (WebAuthn level 2), with attestation of format none. */
import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import type { EcDeviceKey, PasskeyAssertionClaim, PasskeyRegistrationClaim } from '@countersign/contracts/wire';

export interface TestPasskeyOptions {
  readonly rpId: string;
  readonly origin: string;
}

export interface CeremonyOptions {
  /** User present, user verified; registrations add "attested credential data" themselves. */
  readonly flags?: number;
  readonly rpId?: string;
  readonly clientData?: Readonly<Record<string, unknown>>;
}

const sha256 = (data: string | Buffer) => createHash('sha256').update(data).digest();
const presentAndVerified = 0x05;
const attested = 0x40;

export class TestPasskey {
  readonly #options: TestPasskeyOptions;
  readonly #pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  readonly credentialId = randomBytes(32).toString('base64url');

  constructor(options: TestPasskeyOptions) {
    this.#options = options;
  }

  /** As it is sent: without `cs:webauthn`, which `registration` makes. */
  get jwk(): EcDeviceKey {
    const { x = '', y = '' } = this.#pair.publicKey.export({ format: 'jwk' });
    return { kty: 'EC', crv: 'P-256', kid: this.credentialId, x, y };
  }

  /** As it is stored. */
  get enrolled(): EcDeviceKey {
    const { rpId, origin } = this.#options;
    return { ...this.jwk, 'cs:webauthn': { rpId, origin } };
  }

  registration(options: CeremonyOptions & { readonly x?: string } = {}): PasskeyRegistrationClaim {
    const { rpId, origin } = this.#options;
    const id = Buffer.from(this.credentialId, 'base64url');
    const length = Buffer.alloc(2);
    length.writeUInt16BE(id.length);
    const { x, y } = this.jwk;
    const cose = Buffer.concat([
      Buffer.from('a5010203262001215820', 'hex'),
      Buffer.from(options.x ?? x, 'base64url'),
      Buffer.from('225820', 'hex'),
      Buffer.from(y, 'base64url'),
    ]);
    const authData = Buffer.concat([
      authenticatorData(options.rpId ?? rpId, (options.flags ?? presentAndVerified) | attested),
      Buffer.alloc(16),
      length,
      id,
      cose,
    ]);
    const size = Buffer.alloc(2);
    size.writeUInt16BE(authData.length);
    // {"fmt": "none", "attStmt": {}, "authData": bytes}
    const head = Buffer.concat([Buffer.from('a363666d74646e6f6e656761747453746d74a0686175746844617461', 'hex'), Buffer.from([0x59]), size]);
    return {
      rpId,
      origin,
      attestationObject: Buffer.concat([head, authData]).toString('base64url'),
      clientDataJSON: this.#clientData('webauthn.create', randomBytes(32).toString('base64url'), options).toString('base64url'),
    };
  }

  /** `challenge`: base64url. */
  assert(challenge: string, options: CeremonyOptions = {}): PasskeyAssertionClaim {
    const clientData = this.#clientData('webauthn.get', challenge, options);
    const data = authenticatorData(options.rpId ?? this.#options.rpId, options.flags ?? presentAndVerified);
    return {
      credentialId: this.credentialId,
      authenticatorData: data.toString('base64url'),
      clientDataJSON: clientData.toString('base64url'),
      signature: sign('sha256', Buffer.concat([data, sha256(clientData)]), this.#pair.privateKey).toString('base64url'),
    };
  }

  #clientData(type: string, challenge: string, { clientData }: CeremonyOptions): Buffer {
    return Buffer.from(JSON.stringify({ type, challenge, origin: this.#options.origin, crossOrigin: false, ...clientData }));
  }
}

function authenticatorData(rpId: string, flags: number): Buffer {
  return Buffer.concat([sha256(rpId), Buffer.from([flags]), Buffer.alloc(4)]);
}
