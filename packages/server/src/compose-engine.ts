/** The part of `compose` that builds the engine: every port with its adapter. */
import type { Logger } from 'pino';
import {
  createClientFailureGuard,
  createLiveChannel,
  createRequestIndex,
  createSigningKeyring,
  withConsoleClient,
  type Bus,
  type Cipher,
  type Clock,
  type Engine,
  type GenerateKeyPair,
  type LiveChannel,
  type OpenChallengeStore,
  type Random,
} from '@countersign/engine';
import {
  createAuthenticatorStore,
  createAuthorizationCodeStore,
  createAuthorizationServerStore,
  createBackchannelRequestStore,
  createChallengeStore,
  createClientStore,
  createDeviceLockStore,
  createEnrollmentLinkStore,
  createEnrollmentStore,
  createEventStore,
  createFactorStore,
  createGrantStore,
  createInteractionStore,
  createLoginTransactionStore,
  createOpenChallengeStore,
  createOrgStore,
  createPostgresBus,
  createPromptPauseStore,
  createRecipientStore,
  createReplayStore,
  createSessionStore,
  createSignInFailureStore,
  createSigningKeyStore,
  createTransactionReportStore,
  createUserStore,
  type Database,
} from '@countersign/storage';
import { hearOwnChanges } from './bus/hear-own-changes.js';
import type { Config } from './config.js';
import { createGuardedFetch, type GuardedFetch } from './outbound/guarded-fetch.js';
import { createPasswordHasher } from './passwords.js';

/** One step of the way back, run when the server closes. */
export type CloseStep = () => Promise<void> | void;

/** What a start has made before there is an engine. */
export interface Parts {
  readonly config: Config;
  readonly log: Logger;
  readonly clock: Clock;
  readonly random: Random;
  readonly database: Database;
  readonly cipher: Cipher;
  readonly development: boolean;
  readonly closing: CloseStep[];
  readonly generateKeyPair: GenerateKeyPair | undefined;
}

/** Pushes onto `closing` what has to end with the server. */
export async function createEngine(parts: Parts, authenticatorUrl: () => string): Promise<Engine> {
  const { config, log, clock, random, database, cipher, closing } = parts;
  const bus = await openBus(database, closing);
  const outboundHttp = openGuardedFetch(parts);
  const cached = { database, bus, clock, cipher };
  const requests = createBackchannelRequestStore({ database });
  const index = createRequestIndex({
    clock,
    bus,
    store: requests,
    heldPolls: { perNode: config.heldPollsMax, perClient: config.heldPollsPerClient },
    onError: (error) => log.warn({ err: error }, 'pending requests could not be read again'),
  });
  closing.push(() => index.close());
  const org = createOrgStore({ ...cached, withoutPromptLimits: config.promptLimits === 'off' });
  const authorizationServers = createAuthorizationServerStore(cached);
  const events = createEventStore({ database });
  const keyring = createSigningKeyring({
    store: createSigningKeyStore({ database, cipher }),
    bus,
    clock,
    random,
    events,
    listServers: async () => authorizationServers.list((await org.get()).id),
    ...(parts.generateKeyPair === undefined ? {} : { generateKeyPair: parts.generateKeyPair }),
  });
  const openChallenges = createOpenChallengeStore({ database });
  const authenticators = createAuthenticatorStore(cached);
  const clients = withConsoleClient(createClientStore(cached), org);
  return {
    authenticators,
    authenticatorUrl,
    authorizationServers,
    bus,
    challenges: createChallengeStore({ database, cipher, authenticators, clients }),
    clientFailures: createClientFailureGuard(clock),
    clients,
    clock,
    codes: createAuthorizationCodeStore({ database }),
    enrollmentLinks: createEnrollmentLinkStore({ database }),
    enrollments: createEnrollmentStore({ database, cipher }),
    events,
    factors: createFactorStore({ database, cipher }),
    grants: createGrantStore({ database }),
    interactions: createInteractionStore({ database, cipher }),
    logins: createLoginTransactionStore({ database, cipher }),
    index,
    keyring,
    live: openLiveChannel(parts, bus, openChallenges),
    openChallenges,
    org,
    outboundHttp,
    passwords: createPasswordHasher(),
    promptPauses: createPromptPauseStore({ database }),
    random,
    recipients: createRecipientStore({ database }),
    replay: createReplayStore({ database }),
    reports: createTransactionReportStore({ database }),
    requests,
    sessions: createSessionStore({ database }),
    deviceLocks: createDeviceLockStore({ database }),
    signInFailures: createSignInFailureStore({ database }),
    users: createUserStore({ database }),
    urlAliases: config.orgUrlAliases,
  };
}

async function openBus(database: Database, closing: CloseStep[]): Promise<Bus> {
  const bus = await createPostgresBus({ database });
  closing.push(() => bus.close());
  return hearOwnChanges(bus);
}

function openLiveChannel({ config, clock, log, closing }: Parts, bus: Bus, challenges: OpenChallengeStore): LiveChannel {
  const live = createLiveChannel({
    clock,
    bus,
    challenges,
    limits: { perNode: config.liveStreamsMax, perUser: config.liveStreamsPerUser },
    onError: (error) => log.warn({ err: error }, 'what live channels show could not be read'),
  });
  closing.push(() => live.close());
  return live;
}

export function openGuardedFetch({ development, closing }: Parts): GuardedFetch {
  const outbound = createGuardedFetch({ allowLoopback: development });
  closing.push(() => outbound.close());
  return outbound;
}
