import { decodeBase64Url } from '../encoding/base64url.js';
import { decodeUtf8, encodeUtf8 } from '../encoding/utf8.js';
import { isObject, parseJson, type JsonObject } from '../json.js';

/** A compact JWS over JSON claims, taken apart. Nothing in it is trusted until its signature was checked. */
export interface ParsedJwt {
  readonly header: JsonObject;
  readonly claims: JsonObject;
  readonly signingInput: Uint8Array;
  readonly signature: Uint8Array;
}

const compact = /^([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+)$/;
const maxLength = 16_384;

/** Undefined for anything that is not a compact JWS over a JSON object (RFC 7519 7.2). */
export function parseJwt(token: string): ParsedJwt | undefined {
  const match = token.length > maxLength ? null : compact.exec(token);
  if (match === null) return undefined;
  const [, headerPart = '', claimsPart = '', signaturePart = ''] = match;
  const header = objectOf(headerPart);
  const claims = objectOf(claimsPart);
  const signature = decodeBase64Url(signaturePart);
  if (header === undefined || claims === undefined || signature === undefined) return undefined;
  return { header, claims, signingInput: encodeUtf8(`${headerPart}.${claimsPart}`), signature };
}

function objectOf(part: string): JsonObject | undefined {
  const bytes = decodeBase64Url(part);
  if (bytes === undefined) return undefined;
  try {
    const value = parseJson(decodeUtf8(bytes));
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
