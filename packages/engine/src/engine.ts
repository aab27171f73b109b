/**
 * All that the engine asks of the world, in one place. `compose` of the server fills it once; every function takes the part it
 * needs (`Pick<Engine, …>`), so that its signature says what it touches.
 */
import type { LiveChannel } from './domain/challenge/live-channel.js';
import type { SigningKeyring } from './domain/signing-key/keyring.js';
import type { ClientFailureGuard } from './domain/throttle/client-failure-guard.js';
import type { RequestIndex } from './domain/backchannel-request/request-index.js';
import type { AuthenticatorStore } from './ports/authenticator-store.js';
import type { AuthorizationCodeStore } from './ports/authorization-code-store.js';
import type { AuthorizationServerStore } from './ports/authorization-server-store.js';
import type { BackchannelRequestStore } from './ports/backchannel-request-store.js';
import type { Bus } from './ports/bus.js';
import type { ChallengeStore } from './ports/challenge-store.js';
import type { ClientStore } from './ports/client-store.js';
import type { Clock } from './ports/clock.js';
import type { DeviceLockStore } from './ports/device-lock-store.js';
import type { EnrollmentLinkStore } from './ports/enrollment-link-store.js';
import type { EnrollmentStore } from './ports/enrollment-store.js';
import type { EventStore } from './ports/event-store.js';
import type { FactorStore } from './ports/factor-store.js';
import type { GrantStore } from './ports/grant-store.js';
import type { InteractionStore } from './ports/interaction-store.js';
import type { LoginTransactionStore } from './ports/login-transaction-store.js';
import type { OpenChallengeStore } from './ports/open-challenge-store.js';
import type { OrgStore } from './ports/org-store.js';
import type { OutboundHttp } from './ports/outbound-http.js';
import type { PasswordHasher } from './ports/password-hasher.js';
import type { PromptPauseStore } from './ports/prompt-pause-store.js';
import type { Random } from './ports/random.js';
import type { RecipientStore } from './ports/recipient-store.js';
import type { ReplayStore } from './ports/replay-store.js';
import type { SessionStore } from './ports/session-store.js';
import type { SignInFailureStore } from './ports/sign-in-failure-store.js';
import type { TransactionReportStore } from './ports/transaction-report-store.js';
import type { UserStore } from './ports/user-store.js';

export interface Engine {
  readonly authenticators: AuthenticatorStore;
  readonly authorizationServers: AuthorizationServerStore;
  readonly bus: Bus;
  readonly challenges: ChallengeStore;
  /** Of this node: failed client authentications. */
  readonly clientFailures: ClientFailureGuard;
  readonly clients: ClientStore;
  readonly clock: Clock;
  readonly codes: AuthorizationCodeStore;
  readonly deviceLocks: DeviceLockStore;
  readonly enrollmentLinks: EnrollmentLinkStore;
  readonly enrollments: EnrollmentStore;
  readonly events: EventStore;
  readonly factors: FactorStore;
  readonly grants: GrantStore;
  readonly index: RequestIndex;
  readonly interactions: InteractionStore;
  readonly keyring: SigningKeyring;
  readonly live: LiveChannel;
  readonly logins: LoginTransactionStore;
  readonly openChallenges: OpenChallengeStore;
  readonly org: OrgStore;
  readonly outboundHttp: OutboundHttp;
  readonly passwords: PasswordHasher;
  readonly promptPauses: PromptPauseStore;
  readonly random: Random;
  readonly recipients: RecipientStore;
  readonly replay: ReplayStore;
  readonly reports: TransactionReportStore;
  readonly requests: BackchannelRequestStore;
  readonly sessions: SessionStore;
  readonly signInFailures: SignInFailureStore;
  readonly users: UserStore;
  /** Where the web authenticator lives, known once the process listens: passkeys enrolled as keys belong to its host (decisions 2.7). */
  readonly authenticatorUrl?: () => string;
  /** Further URLs of this org that assertions may name as audience (decisions 1.15). */
  readonly urlAliases: readonly string[];
}

/** Where a call came from; the system log keeps it. */
export interface Caller {
  /** `X-Okta-Request-Id` */
  readonly requestId: string;
  readonly ip: string;
  readonly userAgent: string;
}
