/** The part of `compose` that makes the work the server does by itself: sending pushes, changing keys, ending and removing what is old. */
import type { Cipher, Clock, Engine, ManagementStores, PushSender, Random } from '@countersign/engine';
import { createHourCounter, createOutboxStore, createPushCredentialStore, createSweeper, type Database } from '@countersign/storage';
import type { Logger } from 'pino';
import type { Config } from './config.js';
import { deliverChallenge } from './jobs/deliver-challenge.js';
import { createExpirySweeper } from './jobs/expiry-sweeper.js';
import type { Job } from './jobs/job.js';
import { createKeyRotation } from './jobs/key-rotation.js';
import { createHourCounting } from './jobs/hour-counting.js';
import { createLogSealing } from './jobs/log-sealing.js';
import { createOutboxRunner } from './jobs/outbox-runner.js';
import type { GuardedFetch } from './outbound/guarded-fetch.js';
import { createPushSenders } from './push/push-senders.js';

export interface JobNeeds {
  readonly engine: Engine;
  readonly management: ManagementStores;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
  readonly database: Database;
  readonly pushSender: PushSender;
}

export interface PushNeeds extends Pick<JobNeeds, 'clock' | 'database' | 'engine'> {
  readonly config: Pick<Config, 'apnsUrl' | 'apnsSandboxUrl' | 'fcmUrl' | 'fcmTokenUrl'>;
  readonly cipher: Cipher;
  /** For pushes alone: what browsers name delays nobody else. */
  readonly http: GuardedFetch;
  /** What to do at the end, last first. */
  readonly closing: (() => Promise<void> | void)[];
}

/** Every way to reach a device: for the outbox, and for administrators who try a provider. */
export function openPushSender({ clock, database, cipher, config, engine, http, closing }: PushNeeds): PushSender {
  const pushSender = createPushSenders({
    clock,
    credentials: createPushCredentialStore({ database, cipher }),
    org: engine.org,
    http,
    apnsUrls: { production: config.apnsUrl, sandbox: config.apnsSandboxUrl },
    fcmUrls: { messages: config.fcmUrl, token: config.fcmTokenUrl },
  });
  closing.push(() => pushSender.close());
  return pushSender;
}

export function createJobs({ engine, management, clock, random, log, database, pushSender }: JobNeeds): readonly Job[] {
  return [
    createOutboxRunner({
      outbox: createOutboxStore({ database }),
      bus: engine.bus,
      clock,
      random,
      log,
      deliver: (message) => deliverChallenge({ engine, pushSender }, message),
    }),
    createHourCounting({ clock, random, log, org: engine.org, counter: createHourCounter({ database }) }),
    createKeyRotation({ clock, random, log, keyring: engine.keyring }),
    createLogSealing({ clock, random, log, sealer: { engine, management } }),
    ...createExpirySweeper({ clock, random, log, sweeper: createSweeper({ database, clock }) }),
  ];
}
