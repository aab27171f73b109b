/**
 * What `bc/authorize` creates (CIBA Core 7): one question to one user, asked on all their devices,
 * answered once, redeemed once. States and arrows: backchannel-request-state.ts.
 */
import type { TransactionType } from '@countersign/contracts/wire';
import type { Instant } from '../../ports/clock.js';
import type { TokenLifetimes } from '../authorization-server/authorization-server.js';
import type { RequestDisplay } from '../display/request-display.js';
import type { AuthorizationDetail } from './authorization-detail.js';
import type { BackchannelRequestState } from './backchannel-request-state.js';
import type { NumberChallenge } from './number-challenge.js';

export interface BackchannelRequest {
  /** SHA-256 of the `auth_req_id`, base64url: the id itself is stored nowhere. */
  readonly authReqIdHash: string;
  /** `ft…`, 34 characters: the request's name on the device side; useless at the token endpoint. */
  readonly transactionId: string;
  readonly orgId: string;
  /** `CIBA`: a client asked; `LOGIN`: the sign-in page asked, and no token endpoint ever answers for it. */
  readonly transactionType: TransactionType;
  readonly authorizationServerId: string;
  readonly clientId: string;
  /** Undefined: nobody will be asked (uniform answer, security model S-041). */
  readonly userId: string | undefined;
  /** As the client sent it; shown to the device, as the devices protocol wants. Empty with `id_token_hint`. */
  readonly loginHint: string;
  readonly scopes: readonly string[];
  readonly bindingMessage: string | undefined;
  readonly authorizationDetails: readonly AuthorizationDetail[] | undefined;
  readonly display: RequestDisplay;
  readonly numberChallenge: NumberChallenge | undefined;
  readonly acrValues: readonly string[];
  /** What the access policy granted when the request was accepted. */
  readonly lifetimes: TokenLifetimes;
  readonly intervalSeconds: number;
  readonly state: BackchannelRequestState;
  readonly createdAt: Instant;
  readonly expiresAt: Instant;
  readonly decidedAt: Instant | undefined;
  readonly decision: Decision | undefined;
  /** `administratorId`: no client asked, an administrator tried it in the client's place. */
  readonly requestedFrom: { readonly ip: string; readonly userAgent: string; readonly administratorId?: string };
  /** With a signed request, so that the client cannot deny having asked (security model S-099). */
  readonly signedRequest?: SignedClientRequest | undefined;
}

/** A client's request as it was signed, and the public key (JWK) that verified it. */
export interface SignedClientRequest {
  readonly jwt: string;
  readonly key: Readonly<Record<string, string>>;
}

/** Who decided, with what. Set together with `decidedAt`. */
export interface Decision {
  readonly enrollmentId: string;
  readonly deviceId: string;
  /** Authentication methods for the ID token (`swk` or `hwk`, `user`, `face`, …). */
  readonly amr: readonly string[];
  readonly userVerified: boolean;
  /** The class of `acr_values` that was met; undefined when none was asked for or none was met. Becomes the grant's `acr`. */
  readonly acr: string | undefined;
  /** Private: why, for the log. */
  readonly reason: string;
}

/** The part of a request a poll needs. Kept in the index of every node that saw it; the store stays the judge. */
export interface RequestStatus {
  readonly authReqIdHash: string;
  readonly clientId: string;
  readonly authorizationServerId: string;
  readonly state: BackchannelRequestState;
  /** Grows with every `slow_down`. */
  readonly intervalSeconds: number;
  /** True after the first `slow_down`: polls are then judged in the store's row, for all nodes together. */
  readonly paced: boolean;
  readonly expiresAt: Instant;
  readonly decidedAt: Instant | undefined;
}
