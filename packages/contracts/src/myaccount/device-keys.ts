/** Public keys a device enrols (devices protocol 3.1). No `alg`, no `use`: the algorithm follows from `kty`. */
export interface EcDeviceKey {
  readonly kty: 'EC';
  readonly crv: 'P-256';
  readonly kid: string;
  readonly x: string;
  readonly y: string;
  readonly 'okta:kpr'?: 'HARDWARE' | 'SOFTWARE';
  readonly 'okta:isFipsCompliant'?: boolean;
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
