/** What a type of authorization details, the client's registration and people's eyes allow (RFC 9396 5 and 10, security model S-029). */
import { findUnsafeText } from '@countersign/contracts';
import type { AuthorizationServer } from '../../domain/authorization-server/authorization-server.js';
import type { AuthorizationDetail } from '../../domain/backchannel-request/authorization-detail.js';
import type { Client } from '../../domain/client/client.js';
import { invalidAuthorizationDetails } from '../errors.js';

/** Throws `invalid_authorization_details`; the description names the rule, never what was sent. */
export function validateAuthorizationDetails(
  details: readonly AuthorizationDetail[],
  { server, client }: { readonly server: AuthorizationServer; readonly client: Client },
): void {
  for (const detail of details) {
    const type = server.authorizationDetailsTypes.get(detail.type);
    // one text for both: a client learns the types it may use from its registration
    if (type === undefined || !client.authorizationDetailsTypes.has(detail.type)) {
      throw invalidAuthorizationDetails('A type of authorization details is unknown or not allowed for this client.', {
        reason: type === undefined ? 'unknown type' : 'not among the authorization_details_types of the client',
      });
    }
    const fault = type.findFault(detail);
    if (fault !== undefined) throw invalidAuthorizationDetails('Authorization details do not conform to their type.', { reason: fault });
    const unsafe = findUnsafeIn(detail);
    if (unsafe !== undefined) throw invalidAuthorizationDetails(`A text of the authorization details ${unsafe}.`);
  }
}

/** Names need no check: the type knows them all. */
function findUnsafeIn(value: unknown): string | undefined {
  if (typeof value === 'string') return findUnsafeText(value);
  if (typeof value !== 'object' || value === null) return undefined;
  for (const member of Object.values(value)) {
    const fault = findUnsafeIn(member);
    if (fault !== undefined) return fault;
  }
  return undefined;
}
