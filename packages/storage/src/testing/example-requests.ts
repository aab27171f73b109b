/** Backchannel requests for store tests, with everything a create takes. */
import { randomBytes } from 'node:crypto';
import type { ChallengeClaims } from '@countersign/contracts/wire';
import type { BackchannelRequest, Challenge, DecideRequest, Enrollment, NewBackchannelRequest, RedeemRequest } from '@countersign/engine';
import { createEnrollmentStore } from '../enrollment-store.js';
import type { Database } from '../database.js';
import { exampleCipher, exampleDevice, exampleEnrollment, exampleEvent, exampleId, exampleNow, type ExampleOrg } from './examples.js';

const secret = (bytes: number) => randomBytes(bytes).toString('base64url');

export async function enrolExampleDevice(database: Database, org: ExampleOrg): Promise<Enrollment> {
  const device = exampleDevice(org);
  const enrollment = exampleEnrollment(org, device);
  await createEnrollmentStore({ database, cipher: exampleCipher }).add({
    enrollment,
    device,
    event: exampleEvent(org, 'x.test.enrol'),
    twinAppKey: undefined,
    limit: 50,
  });
  return enrollment;
}

export function exampleRequest(org: ExampleOrg, change: Partial<BackchannelRequest> = {}): BackchannelRequest {
  return {
    authReqIdHash: secret(32),
    transactionId: `ft${secret(24)}`,
    orgId: org.orgId,
    transactionType: 'CIBA',
    authorizationServerId: org.serverId,
    clientId: org.clientId,
    userId: org.userId,
    loginHint: 'ann@example.com',
    scopes: ['openid', 'offline_access'],
    bindingMessage: 'Pay 10 € to "Böb" \\ 漢字',
    authorizationDetails: undefined,
    display: { clientName: 'Acme Payments', locale: 'en', detailLines: 0, lines: [] },
    numberChallenge: undefined,
    acrValues: ['urn:okta:loa:2fa:any'],
    lifetimes: { accessTokenSeconds: 3600, refreshTokenSeconds: 0, refreshTokenIdleSeconds: 604_800 },
    intervalSeconds: 5,
    state: 'pending',
    createdAt: exampleNow,
    expiresAt: exampleNow + 300_000,
    decidedAt: undefined,
    decision: undefined,
    requestedFrom: { ip: '192.0.2.1', userAgent: 'test' },
    ...change,
  };
}

export function exampleCreation(org: ExampleOrg, request: BackchannelRequest, enrollments: readonly Enrollment[]): NewBackchannelRequest {
  const { transactionId, orgId, createdAt, expiresAt } = request;
  return {
    request,
    challenges: enrollments.map(({ id }): Challenge => ({
      transactionId,
      enrollmentId: id,
      orgId,
      nonce: secret(32),
      transactionType: 'CIBA',
      userVerification: 'PREFERRED',
      state: 'open',
      createdAt,
      expiresAt,
    })),
    outbox: enrollments.map(({ id }) => ({
      id: exampleId('out'),
      orgId,
      kind: 'push-challenge' as const,
      payload: { transactionId, enrollmentId: id },
      createdAt,
      expiresAt,
    })),
    event: exampleEvent(org, 'x.test.create'),
  };
}

function exampleClaims({ transactionId, userId, loginHint, bindingMessage }: BackchannelRequest, enrollment: Enrollment): ChallengeClaims {
  return {
    iss: 'https://org.example',
    aud: 'mobile',
    iat: exampleNow / 1000,
    nbf: exampleNow / 1000,
    exp: exampleNow / 1000 + 300,
    jti: transactionId,
    ver: 0,
    method: 'push',
    transactionId,
    nonce: 'nonce',
    orgId: enrollment.orgId,
    userId: userId ?? '',
    authenticatorEnrollmentId: enrollment.id,
    methodEnrollmentId: enrollment.methodId,
    verificationUri: 'https://org.example/verify',
    userVerification: 'PREFERRED',
    userMediation: 'REQUIRED',
    appInstanceName: 'Bank',
    loginHint,
    requestReferrer: 'https://org.example',
    signals: [],
    challengeContext: {
      transactionType: 'CIBA',
      ...(bindingMessage === undefined ? {} : { bindingMessage }),
      clientOS: 'UNKNOWN',
      clientLocation: 'Unknown location',
      transactionTime: '2026-01-15T12:00:00.000Z',
      showUserLocationInNotification: false,
      riskLevel: 'LOW',
      unusualActivitiesTextItems: [],
      challengeTextItems: [],
    },
  };
}

export function exampleDecision(
  org: ExampleOrg,
  request: BackchannelRequest,
  enrollment: Enrollment,
  change: Partial<DecideRequest> = {},
): DecideRequest {
  return {
    orgId: org.orgId,
    transactionId: request.transactionId,
    enrollmentId: enrollment.id,
    outcome: 'approved',
    decision: {
      enrollmentId: enrollment.id,
      deviceId: enrollment.deviceId,
      amr: ['swk', 'user'],
      userVerified: true,
      acr: 'urn:okta:loa:2fa:any',
      reason: 'the person approved',
    },
    challengeResponse: 'header.claims.signature',
    evidence: {
      challengeJwt: undefined,
      asked: exampleClaims(request, enrollment),
      keyType: 'proofOfPossession',
      key: enrollment.keys.proofOfPossession,
      passkey: undefined,
    },
    now: exampleNow + 10_000,
    event: exampleEvent(org, 'x.test.decide'),
    ...change,
  };
}

export function exampleRedemption(org: ExampleOrg, request: BackchannelRequest, change: Partial<RedeemRequest> = {}): RedeemRequest {
  return {
    authReqIdHash: request.authReqIdHash,
    orgId: org.orgId,
    clientId: org.clientId,
    now: exampleNow + 20_000,
    grant: { id: exampleId('oar'), grantType: 'urn:openid:params:grant-type:ciba' },
    refreshToken: { hash: secret(32) },
    event: exampleEvent(org, 'x.test.redeem'),
    ...change,
  };
}
