import { canonicalJson, type DisplayDocument, type Json } from '@countersign/evidence';
import type { DeviceContext } from './context.js';
import { encodeBase64Url } from './encoding/base64url.js';
import { encodeUtf8 } from './encoding/utf8.js';
import { DeviceError } from './errors.js';
import { isObject, textAt, type JsonObject } from './json.js';

/** A display document that the org's signature covers, and the digest by which it does. */
export interface VerifiedDisplay {
  readonly document: DisplayDocument;
  /** base64url. */
  readonly digest: string;
}

/** base64url SHA-256 of the canonical text (RFC 8785). Throws for values that have none. */
export async function digestOf(context: Pick<DeviceContext, 'ports'>, value: Json): Promise<string> {
  return encodeBase64Url(await context.ports.digest.sha256(encodeUtf8(canonicalJson(value))));
}

/**
 * The document that came with a challenge, once its digest is the one the challenge carries as `cs_display`. Undefined when the
 * challenge has neither: servers without display documents. Throws `display_mismatch`.
 */
export async function verifyDisplay(
  context: Pick<DeviceContext, 'ports'>,
  claims: JsonObject,
  display: unknown,
): Promise<VerifiedDisplay | undefined> {
  const expected = claims['cs_display'];
  if (expected === undefined && display === undefined) return undefined;
  if (display === undefined) refuse('the document is missing');
  if (typeof expected !== 'string') refuse('the challenge does not cover it');
  const digest = await digestOf(context, jsonOf(display)).catch(() => refuse('it has no canonical form'));
  if (digest !== expected) refuse('digest');
  if (!isDisplayDocument(display)) refuse('unknown form');
  const same = { iss: claims['iss'], transactionId: claims['transactionId'], nonce: claims['nonce'] };
  for (const [name, value] of Object.entries({ ...same, enrollmentId: claims['authenticatorEnrollmentId'] })) {
    if (textAt(display, name) !== value) refuse(name);
  }
  return { document: display, digest };
}

/** It came out of a JSON text, so it is JSON. */
function jsonOf(value: unknown): Json {
  return value as Json;
}

/** The members the SDK works with; the server answers for the rest of what it signed. */
function isDisplayDocument(value: unknown): value is DisplayDocument {
  if (!isObject(value) || value['v'] !== 1 || typeof value['locale'] !== 'string') return false;
  const { lines, expiresAt } = value;
  return typeof expiresAt === 'number' && Array.isArray(lines) && lines.length > 0 && lines.every(isLine);
}

function isLine(line: unknown): boolean {
  return isObject(line) && typeof line['label'] === 'string' && typeof line['value'] === 'string';
}

function refuse(detail: string): never {
  throw new DeviceError('display_mismatch', { detail });
}
