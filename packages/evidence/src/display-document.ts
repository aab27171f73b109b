import type { Json } from './canonical-json.js';

/** One line of the consent page, as the person reads it: plain text, no markup. */
export interface DisplayLine {
  readonly label: string;
  readonly value: string;
}

/**
 * What a device shows of one challenge. Its digest, base64url SHA-256 of its canonical text, stands in the challenge and in the
 * answer as `cs_display`, so that the signed answer covers what the person read.
 */
export interface DisplayDocument {
  readonly v: 1;
  /** The org's URL: `iss` of the challenge. */
  readonly iss: string;
  readonly transactionId: string;
  readonly enrollmentId: string;
  readonly nonce: string;
  readonly clientId: string;
  /** From the client's registration, never from the request. */
  readonly clientName: string;
  readonly userId: string;
  readonly scopes: readonly string[];
  readonly bindingMessage?: string;
  readonly authorizationDetails?: readonly { readonly [member: string]: Json | undefined }[];
  /** All that is rendered. */
  readonly lines: readonly DisplayLine[];
  /** BCP 47; the language of the labels. */
  readonly locale: string;
  /** Seconds since the epoch. */
  readonly createdAt: number;
  /** Seconds since the epoch. */
  readonly expiresAt: number;
}
