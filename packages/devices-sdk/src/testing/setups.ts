/** The ways the SDK is run by its suite, and a device in each of them. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe } from 'vitest';
import type { DeviceAuthenticator, DeviceAuthenticatorConfig, DevicePorts, SigningRefusal, UserVerificationOutcome } from '../index.js';
import { createNodePorts } from '../platform/node/node-ports.js';
import { createHostPorts, createReactNativeHost } from './host-ports.js';
import { startProtocolServer, type ProtocolServer } from './protocol-server.js';
import { realms, type Realm } from './realms.js';

export interface TestDevice {
  readonly authenticator: DeviceAuthenticator;
  readonly ports: DevicePorts;
  /** Every kid that was made and not deleted. */
  readonly kids: ReadonlySet<string>;
  /** What the platform says when the person should be recognised, and when the user-verification key signs. */
  readonly platform: { verification: UserVerificationOutcome; signing: SigningRefusal | undefined; prompts: string[] };
  /** The same device after a restart of the app: records and keys stay, memory does not. */
  restart(config?: Partial<DeviceAuthenticatorConfig>, ports?: Partial<DevicePorts>): DeviceAuthenticator;
}

interface Setup {
  readonly name: string;
  readonly realm: Realm;
  ports(server: ProtocolServer, folder: string): DevicePorts;
}

const [here, bare] = realms;
if (here === undefined || bare === undefined) throw new Error('both realms are needed');

const setups: readonly Setup[] = [
  {
    name: 'Node entry, in this process',
    realm: here,
    ports: (server, folder) => createNodePorts({ path: join(folder, `${Math.random()}.json`), clock: { now: () => server.state.now } }),
  },
  { name: 'core, in a bare engine', realm: bare, ports: (server) => createHostPorts({ now: () => server.state.now }) },
  {
    name: 'React Native entry, in a bare engine',
    realm: bare,
    ports: (server) => bare.modules.reactNative.createReactNativePorts(createReactNativeHost({ now: () => server.state.now })),
  },
];

export interface TestBench {
  readonly server: ProtocolServer;
  readonly realm: Realm;
  newDevice(config?: Partial<DeviceAuthenticatorConfig>): TestDevice;
}

/** Runs `suite` in every setup, each test against a server of its own. */
export function describeInEverySetup(name: string, suite: (bench: TestBench) => void): void {
  describe.each(setups)(`${name} ($name)`, (setup) => {
    let server: ProtocolServer;
    let folder: string;
    beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'devices-sdk-'))));
    afterAll(() => rmSync(folder, { recursive: true, force: true }));
    beforeEach(async () => void (server = await startProtocolServer()));
    afterEach(() => server.close());
    suite({
      realm: setup.realm,
      get server() {
        return server;
      },
      newDevice: (config) => createTestDevice(setup, server, { folder, config: config ?? {} }),
    });
  });
}

function createTestDevice(
  setup: Setup,
  server: ProtocolServer,
  options: { folder: string; config: Partial<DeviceAuthenticatorConfig> },
): TestDevice {
  const kids = new Set<string>();
  const verificationKids = new Set<string>();
  const platform: TestDevice['platform'] = { verification: { result: 'verified', method: 'face' }, signing: undefined, prompts: [] };
  const { keys, ...rest } = setup.ports(server, options.folder);
  const ports: DevicePorts = {
    ...rest,
    keys: {
      create(kid, purpose) {
        kids.add(kid);
        if (purpose === 'userVerification') verificationKids.add(kid);
        return keys.create(kid, purpose);
      },
      find: (kid) => keys.find(kid),
      async sign(kid, data) {
        const refused = verificationKids.has(kid) ? platform.signing : undefined;
        return refused === undefined ? keys.sign(kid, data) : { refused };
      },
      delete(kid) {
        kids.delete(kid);
        return keys.delete(kid);
      },
    },
    userVerification: {
      async verify({ reason }) {
        platform.prompts.push(reason);
        return platform.verification;
      },
    },
  };
  const restart = (config: Partial<DeviceAuthenticatorConfig> = {}, others: Partial<DevicePorts> = {}) =>
    setup.realm.modules.sdk.createDeviceAuthenticator(
      { ...ports, ...others },
      {
        orgUrl: server.org,
        clientId: server.state.clientId,
        application: { name: 'com.example.approve', version: '1.0.0' },
        device: { platform: 'NODE', osVersion: '20', displayName: 'Test device', screenLockType: 'PASSCODE' },
        ...options.config,
        ...config,
      },
    );
  return { authenticator: restart(), ports, kids, platform, restart };
}
