import type { Authenticator } from '../domain/authenticator/authenticator.js';

export interface AuthenticatorStore {
  findById(orgId: string, authenticatorId: string): Promise<Authenticator | undefined>;
  /** The active authenticator bound to this mobile client. */
  findByMobileClientId(orgId: string, clientId: string): Promise<Authenticator | undefined>;
}
