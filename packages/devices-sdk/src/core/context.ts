import type { DevicePorts } from '../ports/device-ports.js';
import { createChallengeLedger, type ChallengeLedger } from './challenge-ledger.js';
import { DeviceError } from './errors.js';
import type { SignedDecision } from './resolve-challenge.js';
import { isSecureOrigin, originOf } from './org-url.js';

/** What the device says about itself. All of it is shown to people as untrusted text, never trusted by the server. */
export interface DeviceProfile {
  /** `WEB`, `NODE`, `IOS`, `ANDROID`, …: what it really is. */
  readonly platform: string;
  readonly osVersion: string;
  readonly displayName: string;
  readonly manufacturer?: string;
  readonly model?: string;
  readonly secureHardwarePresent?: boolean;
  readonly screenLockType?: 'NONE' | 'PASSCODE' | 'BIOMETRIC';
}

export interface DeviceAuthenticatorConfig {
  /** The org's URL, for example `https://id.example.com`. Path and query are dropped. */
  readonly orgUrl: string;
  /** Client id of the mobile app at that org. */
  readonly clientId: string;
  readonly application: {
    readonly name: string;
    readonly version: string;
    /** A stable id of this installation; made and kept by the SDK when absent. */
    readonly installId?: string;
  };
  readonly device: DeviceProfile;
  /** How far the clocks of device and server may differ, in seconds. Default 300 (devices protocol 3.3). */
  readonly skewSeconds?: number;
  /** How long a call waits for the server, in milliseconds. Default 10 000. */
  readonly timeoutMs?: number;
  /**
   * `challenge` stamps an answer with the challenge's own time instead of the clock's: with a seeded random source the same
   * challenge is then answered with the same claims. For simulators. Default `clock`.
   */
  readonly answerTime?: 'clock' | 'challenge';
}

/** Runs work under a name one piece after the other, so that reading a record and writing it back cannot interleave. */
export type Exclusively = <T>(name: string, work: () => Promise<T>) => Promise<T>;

/** A maintenance token kept in memory until it expires. */
export interface KeptToken {
  readonly accessToken: string;
  readonly expiresAt: Date;
}

/** As much as talking to the org takes. */
export interface OrgConnection {
  readonly ports: Pick<DevicePorts, 'clock' | 'storage' | 'transport' | 'verifier'>;
  /** Canonical origin of the org: base of every call. */
  readonly org: string;
  readonly timeoutMs: number;
}

/** What every operation works with: the platform, the checked configuration, and what lives as long as the process. */
export interface DeviceContext extends OrgConnection {
  readonly ports: DevicePorts;
  readonly clientId: string;
  readonly application: DeviceAuthenticatorConfig['application'];
  readonly device: DeviceProfile;
  readonly skewSeconds: number;
  readonly answerTime: 'clock' | 'challenge';
  readonly exclusively: Exclusively;
  /** By enrollment id. */
  readonly maintenanceTokens: Map<string, KeptToken>;
  readonly ledger: ChallengeLedger<SignedDecision>;
}

export function createContext(ports: DevicePorts, config: DeviceAuthenticatorConfig): DeviceContext {
  const org = originOf(config.orgUrl);
  if (org === undefined || !isSecureOrigin(org)) throw new DeviceError('invalid_configuration', { detail: 'orgUrl' });
  if (config.clientId === '') throw new DeviceError('invalid_configuration', { detail: 'clientId' });
  const skewSeconds = config.skewSeconds ?? 300;
  if (!(skewSeconds >= 0 && skewSeconds <= 3600)) throw new DeviceError('invalid_configuration', { detail: 'skewSeconds' });
  return {
    ports,
    org,
    clientId: config.clientId,
    application: config.application,
    device: config.device,
    skewSeconds,
    timeoutMs: config.timeoutMs ?? 10_000,
    answerTime: config.answerTime ?? 'clock',
    exclusively: createQueue(),
    maintenanceTokens: new Map(),
    ledger: createChallengeLedger(),
  };
}

function createQueue(): Exclusively {
  const tails = new Map<string, Promise<unknown>>();
  return async (name, work) => {
    const before = tails.get(name) ?? Promise.resolve();
    const mine = before.then(work, work);
    tails.set(name, mine);
    try {
      return await mine;
    } finally {
      if (tails.get(name) === mine) tails.delete(name);
    }
  };
}
