import type { AuthorizationCode } from '../domain/session/session.js';
import type { Instant } from './clock.js';

export interface AuthorizationCodeStore {
  insert(code: AuthorizationCode): Promise<void>;
  /**
   * Consumes the code: exactly one caller gets `consumed`. Later callers get `used` with the grant the first one made,
   * which they must revoke (RFC 6749 4.1.2).
   */
  consume(
    hash: string,
    grantId: string,
    now: Instant,
  ): Promise<
    | { readonly outcome: 'consumed'; readonly code: AuthorizationCode }
    | { readonly outcome: 'used'; readonly code: AuthorizationCode; readonly grantId: string }
    | { readonly outcome: 'unknown' }
  >;
}
