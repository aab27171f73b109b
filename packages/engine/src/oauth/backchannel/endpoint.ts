/**
 * The backchannel authentication endpoint (CIBA Core 7): the stages in order. Each stage is a function with a file or a paragraph
 * of its own; an error ends the request before anyone is disturbed (C-052).
 */
import { grantTypes } from '@countersign/contracts/wire';
import type { Authenticator } from '../../domain/authenticator/authenticator.js';
import type { AuthorizationServer, TokenLifetimes } from '../../domain/authorization-server/authorization-server.js';
import { evaluateAccess } from '../../domain/authorization-server/access-policy.js';
import type { BackchannelClientSettings, Client } from '../../domain/client/client.js';
import type { AskableEnrollment } from '../../domain/enrollment/askable-enrollment.js';
import { newEvent, systemActor } from '../../domain/event/new-event.js';
import type { Org } from '../../domain/org/org.js';
import type { MissCounter } from '../../domain/throttle/miss-counter.js';
import type { Caller, Engine } from '../../engine.js';
import type { Instant } from '../../ports/clock.js';
import type { Recipient, RecipientUser } from '../../ports/recipient-store.js';
import { validateAuthorizationDetails } from '../authorization-details/validate-details.js';
import { authenticateCaller } from '../client-authentication/authenticate-caller.js';
import {
  accessRefused,
  invalidRequest,
  notAskedNow,
  type OAuthError,
  temporarilyUnavailable,
  unauthorizedClient,
  unknownUserId,
} from '../errors.js';
import type { Form } from '../form.js';
import { validateBindingMessage } from './binding-message.js';
import { type AcceptedRequest, type Acknowledgement, type CreatedRequest, createRequest, nobody } from './create-request.js';
import { type BackchannelParameters, hasParametersOutside, parametersFromClaims, parametersFromForm } from './parameters.js';
import { resolveExpiry } from './requested-expiry.js';
import { parseScopes } from './scope.js';
import { verifySignedRequest } from './signed-request.js';
import { readUserHint } from './user-hint.js';

export interface BackchannelCall {
  readonly org: Org;
  readonly server: AuthorizationServer;
  readonly form: Form;
  /** The `Authorization` header as sent. */
  readonly authorization: string | undefined;
  readonly caller: Caller;
}

/** On which server, from where. */
type Asking = Pick<BackchannelCall, 'org' | 'server' | 'caller'>;

interface Someone {
  readonly user: RecipientUser;
  readonly pausedUntil: Instant | undefined;
  readonly lifetimes: TokenLifetimes;
  readonly enrollments: readonly AskableEnrollment[];
}

/** Accepts or refuses an authentication request. Throws `OAuthError` with a code of CIBA Core 13. */
export async function requestBackchannelAuthentication(
  engine: Engine,
  unknownHints: MissCounter,
  call: BackchannelCall,
): Promise<Acknowledgement> {
  const client = await authenticateCaller(engine, call, 'bc');
  const settings = requireCiba(call.org, client);
  const parameters = await readParameters(engine, call, client, settings);
  return (await acceptRequest(engine, unknownHints, call, { client, settings, parameters })).acknowledgement;
}

/** The stages after it is known who asks for what. `tester`: the administrator who asks in the client's place. */
export async function acceptRequest(
  engine: Engine,
  unknownHints: MissCounter,
  call: Asking,
  asking: Pick<AcceptedRequest, 'client' | 'settings' | 'parameters' | 'tester'>,
): Promise<CreatedRequest> {
  const { org, server } = call;
  const { client, settings, parameters } = asking;
  const scopes = parseScopes(parameters.scope, server, client);
  if (parameters.bindingMessage !== undefined) validateBindingMessage(parameters.bindingMessage, settings.bindingMessagePolicy);
  const { authorizationDetails } = parameters;
  if (authorizationDetails !== undefined) validateAuthorizationDetails(authorizationDetails, { server, client });
  const expirySeconds = resolveExpiry(parameters, org.settings.maxRequestExpirySeconds);
  limitPending(engine, org, client);
  limitGuessing(unknownHints, client);
  const authenticator = await findAuthenticator(engine, org, settings);
  const asked = await findSomeone(engine, unknownHints, call, { client, settings, parameters, scopes, authenticator });
  const accepted: AcceptedRequest = {
    org,
    server,
    ...asking,
    authenticator,
    scopes,
    authorizationDetails,
    expirySeconds,
    ...asked,
    caller: call.caller,
  };
  return createRequest(engine, accepted);
}

/** C-015, C-018: the grant must be registered, and only confidential web apps can have it; the org must have it switched on. */
export function requireCiba(org: Org, client: Client): BackchannelClientSettings {
  if (!org.settings.features.transactionVerification) throw unauthorizedClient('Transaction Verification is not enabled in this org.');
  if (!client.grantTypes.has(grantTypes.ciba) || client.backchannel === undefined)
    throw unauthorizedClient('This client is not registered for the CIBA grant.');
  return client.backchannel;
}

async function readParameters(
  engine: Engine,
  { form, server }: BackchannelCall,
  client: Client,
  settings: BackchannelClientSettings,
): Promise<BackchannelParameters> {
  if (form.has('request_uri')) throw invalidRequest('request_uri is not supported here.');
  const request = form.get('request');
  if (request === undefined) {
    // C-074: a client registered for signed requests may not send unsigned ones
    if (settings.requestSigningAlg !== undefined) throw invalidRequest('This client must send a signed request.');
    return parametersFromForm(form);
  }
  if (hasParametersOutside(form)) throw invalidRequest('All parameters must be inside the signed request.');
  const { claims, signed } = await verifySignedRequest(engine, { request, client, server });
  return { ...parametersFromClaims(claims, request), ...(signed === undefined ? {} : { signedRequest: signed }) };
}

/** S-093 */
function limitPending(engine: Pick<Engine, 'index'>, org: Org, client: Client): void {
  if (engine.index.pendingCount(client.clientId) >= org.settings.maxPendingPerClient)
    throw temporarilyUnavailable(429, 30, { reason: 'too many pending requests' });
}

/** S-042 */
function limitGuessing(unknownHints: MissCounter, client: Client): void {
  const seconds = unknownHints.blockedSeconds(client.clientId);
  if (seconds !== undefined) throw temporarilyUnavailable(429, seconds, { reason: 'too many unknown hints' });
}

async function findAuthenticator(
  engine: Pick<Engine, 'authenticators'>,
  org: Org,
  settings: BackchannelClientSettings,
): Promise<Authenticator> {
  const authenticator =
    settings.authenticatorId === undefined ? undefined : await engine.authenticators.findById(org.id, settings.authenticatorId);
  if (authenticator === undefined || !authenticator.active || !authenticator.pushActive || !authenticator.transactionTypes.includes('CIBA'))
    throw accessRefused('The authenticator of this client is not available.');
  return authenticator;
}

interface Resolution {
  readonly client: Client;
  readonly settings: BackchannelClientSettings;
  readonly parameters: BackchannelParameters;
  readonly scopes: readonly string[];
  readonly authenticator: Authenticator;
}

/** The user, what the policy grants, and the devices to ask; with uniform answers (S-041) nobody is a possible result. */
async function findSomeone(
  engine: Engine,
  unknownHints: MissCounter,
  call: Asking,
  resolution: Resolution,
): Promise<Someone | typeof nobody> {
  const recipient = await findRecipient(engine, call, resolution);
  if (recipient === undefined) await countUnknownHint(engine, unknownHints, call, resolution.client);
  const result = recipient === undefined ? unknownUserId() : refusalOrDevices(call, resolution, { recipient, now: engine.clock.now() });
  if ('enrollments' in result) return result;
  if (!resolution.settings.uniformHints) throw result;
  return nobody;
}

/** Unknown, inactive and unassigned people look alike (decisions 1.4). */
async function findRecipient(engine: Engine, { org, server }: Asking, resolution: Resolution): Promise<Recipient | undefined> {
  const { client, parameters, authenticator } = resolution;
  const hint = await readUserHint(engine, { org, server, client, parameters });
  if (hint === undefined) return undefined;
  const recipient = await engine.recipients.find({ orgId: org.id, appId: client.appId, authenticatorId: authenticator.id, hint });
  return recipient?.user.status === 'ACTIVE' && recipient.assigned ? recipient : undefined;
}

function refusalOrDevices(
  { server }: Asking,
  { client, scopes, settings }: Resolution,
  { recipient, now }: { readonly recipient: Recipient; readonly now: Instant },
): Someone | OAuthError {
  const { user, groupIds, clientBlocked, pausedUntil } = recipient;
  const enrollments = longEnrolled(recipient.enrollments, settings.newDeviceHours ?? 0, now);
  if (clientBlocked) return notAskedNow({ reason: 'the user reported this client' });
  const access = evaluateAccess(server, { clientId: client.clientId, grantType: grantTypes.ciba, scopes, user: { id: user.id, groupIds } });
  if (!access.allowed) return accessRefused('No access policy allows this request.', { reason: access.reason });
  if (enrollments.length === 0) return accessRefused('The user has no device that could be asked.', { reason: 'no usable enrollment' });
  return { user, pausedUntil, lifetimes: access.lifetimes, enrollments };
}

/** S-068: a device that a thief of the password enrols does not approve what matters at once. Without hours to wait all are asked. */
function longEnrolled(enrollments: readonly AskableEnrollment[], hours: number, now: Instant): readonly AskableEnrollment[] {
  return hours === 0 ? enrollments : enrollments.filter(({ enrolledAt }) => enrolledAt <= now - hours * 3_600_000);
}

/** S-022, S-042: many unknown users named by one client raise an alarm, once per window. */
async function countUnknownHint(engine: Engine, unknownHints: MissCounter, { org, caller }: Asking, client: Client): Promise<void> {
  if (!unknownHints.miss(client.clientId)) return;
  await engine.events.append(
    newEvent(engine, {
      orgId: org.id,
      eventType: 'x.ciba.hint.guessing',
      displayMessage: 'A client named many unknown users and is slowed down',
      actor: { id: client.appId, type: 'AppInstance', displayName: client.name },
      targets: [systemActor],
      outcome: { result: 'DENY', reason: 'too many unknown hints' },
      caller,
    }),
  );
}
