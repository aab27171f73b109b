/** A token request may ask for less than was granted, never for more (RFC 9396 6; R-037). */
import { canonicalJson, type Json } from '@countersign/evidence';
import type { AuthorizationDetail } from '../../domain/backchannel-request/authorization-detail.js';
import { invalidAuthorizationDetails } from '../errors.js';
import { parseAuthorizationDetails } from './parse-details.js';

/**
 * Undefined: all that was granted. Each element asked for must be one that was granted, member by member; whether some other element
 * is less than a granted one only the type's author could tell. Throws `invalid_authorization_details`.
 */
export function narrowedDetails(
  requested: string | undefined,
  granted: readonly AuthorizationDetail[] | undefined,
): readonly AuthorizationDetail[] | undefined {
  if (requested === undefined) return undefined;
  const details = parseAuthorizationDetails(requested);
  const known = new Set((granted ?? []).map(textOf));
  if (!details.every((detail) => known.has(textOf(detail))))
    throw invalidAuthorizationDetails('The authorization_details are wider than what was granted.');
  return details;
}

/** Details come from JSON, here and in the grant. */
function textOf(detail: AuthorizationDetail): string {
  return canonicalJson(detail as { readonly [member: string]: Json }); // parsed from JSON, so that every member is JSON
}
