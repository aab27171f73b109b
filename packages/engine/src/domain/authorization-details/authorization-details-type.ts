import type { DetailsDisplayLine } from '@countersign/contracts';
import type { AuthorizationDetail } from '../backchannel-request/authorization-detail.js';

/** A registered type (RFC 9396 2) of an authorization server, ready for use. */
export interface AuthorizationDetailsType {
  readonly type: string;
  /** How people read its objects, in order. */
  readonly display: readonly DetailsDisplayLine[];
  /** Why an object of this type does not conform; undefined: it does. For the log only: it may name what was sent. */
  findFault(detail: AuthorizationDetail): string | undefined;
}

/** What is registered: has passed the rules of the contract. */
export interface AuthorizationDetailsTypeFacts {
  readonly type: string;
  readonly schema: Readonly<Record<string, unknown>>;
  readonly display: readonly DetailsDisplayLine[];
}
