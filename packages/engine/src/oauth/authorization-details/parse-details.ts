/** `authorization_details` as it arrives (RFC 9396 2): a JSON array of objects with a `type`. What the types allow is judged in validate-details.ts. */
import { longestMatchedText } from '@countersign/contracts';
import type { Json } from '@countersign/evidence';
import type { AuthorizationDetail } from '../../domain/backchannel-request/authorization-detail.js';
import { invalidAuthorizationDetails } from '../errors.js';
import { parseStrictJson, readMemberText, StrictJsonError } from './strict-json.js';

const maxElements = 10;
const maxBytes = 8_192;
/** More than a person can read would be there only to hide something. */
const limits = { maxDepth: 8, maxValues: 200, maxStringLength: longestMatchedText };

/** Throws `invalid_authorization_details`. */
export function parseAuthorizationDetails(text: string): readonly AuthorizationDetail[] {
  if (Buffer.byteLength(text) > maxBytes) throw malformed('too large');
  return toDetails(strictly(() => parseStrictJson(text, limits)));
}

/** Of the payload of a signed request, whose length is limited already. */
const payloadLimits = { maxDepth: 10, maxValues: 2_000, maxStringLength: 16_384 };

/**
 * The claim of a signed request, which holds the array itself or its JSON text (RFC 9396 3, RFC 9101 4). The JWT is read again, because
 * its parsed claims do not tell any more whether a member was there twice, or how a number was written.
 */
export function parseDetailsClaim(claim: unknown, request: string): readonly AuthorizationDetail[] | undefined {
  if (claim === undefined || claim === '') return undefined;
  const [, payload = ''] = request.split('.');
  const claims = Buffer.from(payload, 'base64url').toString('utf8');
  const text = strictly(() => readMemberText(claims, 'authorization_details', payloadLimits));
  return parseAuthorizationDetails(typeof claim === 'string' ? claim : (text ?? ''));
}

function strictly<T>(read: () => T): T {
  try {
    return read();
  } catch (cause) {
    if (cause instanceof StrictJsonError) throw malformed(cause.message);
    throw cause;
  }
}

function toDetails(value: Json): readonly AuthorizationDetail[] {
  if (!isList(value) || value.length === 0 || value.length > maxElements || !value.every(isDetail))
    throw malformed('not an array of 1 to 10 objects with a type');
  return value;
}

function isDetail(value: Json): value is { readonly [member: string]: Json | undefined } & AuthorizationDetail {
  return typeof value === 'object' && value !== null && !isList(value) && typeof value['type'] === 'string';
}

/** `Array.isArray` does not narrow read-only arrays. */
function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

const malformed = (reason: string) =>
  invalidAuthorizationDetails('The authorization_details must be a JSON array of 1 to 10 objects with a type, within the limits.', {
    reason,
  });
