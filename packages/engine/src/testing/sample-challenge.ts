/** A pending transaction with one challenge to one enrolled `TestDevice`, as the challenge store hands it out. */
import type { UserVerificationRequirement } from '@countersign/contracts/wire';
import { defaultOrgSettings, type Org } from '../domain/org/org.js';
import type { ChallengeInContext } from '../ports/challenge-store.js';
import type { TestDevice } from './test-device.js';

export const sampleOrg: Org = { id: '00o0000000000000000A', url: 'https://id.example.com', name: 'Example', settings: defaultOrgSettings };

export interface SampleChallengeOptions {
  readonly device: TestDevice;
  readonly now: number;
  readonly lifetimeSeconds?: number;
  readonly userVerification?: UserVerificationRequirement;
  readonly bindingMessage?: string | undefined;
  readonly acrValues?: readonly string[];
}

export function sampleChallenge(options: SampleChallengeOptions): ChallengeInContext {
  const { device, now, lifetimeSeconds = 300, userVerification = 'PREFERRED' } = options;
  const transactionId = `ft${'0'.repeat(32)}`;
  const times = { createdAt: now, expiresAt: now + lifetimeSeconds * 1000 };
  return {
    challenge: {
      transactionId,
      enrollmentId: 'pfd0000000000000000A',
      orgId: sampleOrg.id,
      nonce: 'q7c1Vn2bN0-uT8JmS4yQkXw5ZrGd6HfLpE3aoIiB9sM',
      transactionType: 'CIBA',
      userVerification,
      state: 'open',
      ...times,
    },
    request: {
      authReqIdHash: 'hash',
      transactionId,
      orgId: sampleOrg.id,
      transactionType: 'CIBA',
      authorizationServerId: 'aus0000000000000000A',
      clientId: '0oa0000000000000000W',
      userId: '00u0000000000000000A',
      loginHint: 'jo@example.com',
      scopes: ['openid'],
      bindingMessage: options.bindingMessage,
      authorizationDetails: undefined,
      display: {
        clientName: 'Acme Payments',
        locale: 'en',
        detailLines: 0,
        lines: [
          ...(options.bindingMessage === undefined ? [] : [{ label: 'Message from Acme Payments', value: options.bindingMessage }]),
          { label: 'Application', value: 'Acme Payments' },
        ],
      },
      numberChallenge: undefined,
      acrValues: options.acrValues ?? [],
      lifetimes: { accessTokenSeconds: 3600, refreshTokenSeconds: 0, refreshTokenIdleSeconds: 604_800 },
      intervalSeconds: 5,
      state: 'pending',
      ...times,
      decidedAt: undefined,
      decision: undefined,
      requestedFrom: { ip: '192.0.2.1', userAgent: 'test' },
    },
    enrollment: {
      id: 'pfd0000000000000000A',
      orgId: sampleOrg.id,
      userId: '00u0000000000000000A',
      deviceId: 'guo0000000000000000A',
      authenticatorId: 'aut0000000000000000A',
      status: 'ACTIVE',
      methodId: 'opf0000000000000000A',
      pushToken: '00aa11bb',
      apsEnvironment: 'DEVELOPMENT',
      transactionTypes: ['LOGIN', 'CIBA'],
      keys: { proofOfPossession: device.proofOfPossession.jwk, userVerification: device.userVerification.jwk },
      createdAt: now - 86_400_000,
      updatedAt: now - 86_400_000,
    },
    device: {
      id: 'guo0000000000000000A',
      orgId: sampleOrg.id,
      status: 'ACTIVE',
      clientInstanceId: 'cli0000000000000000A',
      clientInstanceKey: device.clientInstanceKey.jwk,
      authenticatorAppKey: device.appKey,
      profile: { platform: device.platform },
      createdAt: now - 86_400_000,
      updatedAt: now - 86_400_000,
    },
    userStatus: 'ACTIVE',
    authenticator: {
      id: 'aut0000000000000000A',
      mobileClientId: '0oa0000000000000000M',
      name: 'Acme Approve',
      apns: undefined,
      fcm: undefined,
      webPush: undefined,
    },
    clientName: 'Acme Payments',
    allowNotificationActions: false,
  };
}
