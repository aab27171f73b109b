/** Public keys a device enrols (devices protocol 3.1). No `alg`, no `use`: the algorithm follows from `kty`. */
export interface EcDeviceKey {
  readonly kty: 'EC';
  readonly crv: 'P-256';
  readonly kid: string;
  readonly x: string;
  readonly y: string;
  readonly 'okta:kpr'?: 'HARDWARE' | 'SOFTWARE';
  readonly 'okta:isFipsCompliant'?: boolean;
  /** Ours: the key is a passkey's, and `kid` its credential id. It signs assertions (`cs_uv`), never answers. */
  readonly 'cs:webauthn'?: PasskeyOrigin;
}

/** Where a passkey lives: it signs for this host and on this page only. */
export interface PasskeyOrigin {
  readonly rpId: string;
  readonly origin: string;
}

/** `cs:webauthn` as a device sends it with a new key (WebAuthn level 2, section 7.1). Binary members are base64url. */
export interface PasskeyRegistrationClaim extends PasskeyOrigin {
  readonly attestationObject: string;
  readonly clientDataJSON: string;
}

export interface RsaDeviceKey {
  readonly kty: 'RSA';
  readonly kid: string;
  readonly n: string;
  readonly e: string;
  readonly 'okta:kpr'?: 'HARDWARE' | 'SOFTWARE';
  readonly 'okta:isFipsCompliant'?: boolean;
}
/** `EC` keys sign ES256, `RSA` keys RS256. */
export type DeviceKey = EcDeviceKey | RsaDeviceKey;
