import { encodeBase64Url } from './base64url.js';
import { canonicalJson, type Json } from './canonical-json.js';

export async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
}

/** base64url SHA-256 of the canonical text (RFC 8785). Rejects for values that have none. */
export async function digestOf(value: Json): Promise<string> {
  return digestOfText(canonicalJson(value));
}

/** base64url SHA-256 of a text's UTF-8. */
export async function digestOfText(text: string): Promise<string> {
  return encodeBase64Url(await sha256(new TextEncoder().encode(text)));
}
