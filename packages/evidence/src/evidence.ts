import type { DisplayDocument } from './display-document.js';
import type { JsonObject, PublicJwk } from './jws.js';

/** Evidence of one answered request, as the server exports it. Self-contained but for the org's public keys. */
export interface Evidence {
  readonly v: 1;
  /**
   * `displayed`: the answer signs the digest of what was shown. `nonce`: a stock SDK's answer, which signs the transaction and its
   * nonce; the display document is then the server's word.
   */
  readonly kind: 'displayed' | 'nonce';
  /** The org's URL. */
  readonly iss: string;
  readonly transactionId: string;
  readonly transactionType: 'CIBA' | 'LOGIN';
  /** `failed`: the person approved, but without the user verification that was required. Nothing was approved then. */
  readonly outcome: EvidenceOutcome;
  /** Seconds since the epoch, by the server's clock. */
  readonly decidedAt: number;
  /** The challenge JWT (compact JWS by a key of the org). */
  readonly challenge: string;
  /** `afterwards`: the challenge as it was asked, signed for this evidence, because another node than the one that answers signed it then. */
  readonly challengeSigned: 'when asked' | 'afterwards';
  readonly display: DisplayDocument;
  /** The answer JWT as the device sent it. */
  readonly answer: string;
  /** The enrolled public key that signed the answer. */
  readonly key: EvidenceKey;
  readonly keyType: 'proofOfPossession' | 'userVerification' | 'userVerificationBioOrPin';
  /** The enrolled passkey whose assertion is in the answer (`cs_uv`). */
  readonly passkey?: EvidenceKey;
  /** Number matching: the number the application showed. */
  readonly number?: string;
  /** The client's request as the client signed it, with its public key of then, for which the org vouches. Only where it signed one. */
  readonly clientRequest?: { readonly jwt: string; readonly key: JsonObject };
  /** Key ids of the org's keys that are needed: of the challenge, of the seal. */
  readonly keyIds: readonly string[];
  /** Compact JWS by a key of the org over the digest of all the rest: `SealClaims`, `typ` is `sealType`. */
  readonly seal: string;
}

export type EvidenceOutcome = 'approved' | 'denied' | 'failed';

/** A device's public key with what it says of itself. */
export type EvidenceKey = PublicJwk & {
  readonly 'okta:kpr'?: 'HARDWARE' | 'SOFTWARE';
  readonly 'okta:isFipsCompliant'?: boolean;
  /** A passkey, and where it lives. */
  readonly 'cs:webauthn'?: { readonly rpId: string; readonly origin: string };
};

export const sealType = 'cs-evidence+jwt';

export interface SealClaims {
  /** The org's URL. */
  readonly iss: string;
  /** The transaction. */
  readonly sub: string;
  /** Seconds since the epoch: when the evidence was exported. */
  readonly iat: number;
  /** base64url SHA-256 of the canonical text (RFC 8785) of the evidence without its member `seal`. */
  readonly digest: string;
}
