import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Engine } from '../../engine.js';
import { FixedClock } from '../../testing/fixed-clock.js';
import { sampleChallenge, sampleOrg } from '../../testing/sample-challenge.js';
import { claimsOf, TestDevice } from '../../testing/test-device.js';
import type { AuthorizationServer } from '../authorization-server/authorization-server.js';
import { displayDigest, displayDocument } from '../display/display-document.js';
import { parseJws, verifySignature } from '../jwt/verify-jws.js';
import { challengeClaims } from './challenge-claims.js';
import { signChallenge, signedHere } from './sign-challenge.js';

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const orgServer: AuthorizationServer = {
  id: sampleOrg.id,
  orgId: sampleOrg.id,
  kind: 'org',
  isDefault: false,
  name: 'org',
  issuer: sampleOrg.url,
  audience: sampleOrg.url,
  active: true,
  rotationMode: 'AUTO',
  signingAlg: 'RS256',
  scopes: new Map(),
  claims: [],
  authorizationDetailsTypes: new Map(),
  policies: [],
};

function setUp(kid = 'key-1') {
  const clock = new FixedClock();
  let signingKid = kid;
  const engine: Pick<Engine, 'authorizationServers' | 'clock' | 'keyring'> = {
    clock,
    authorizationServers: { find: async (_orgId, name) => (name === undefined ? orgServer : undefined), list: async () => [orgServer] },
    keyring: {
      signingKey: async () => ({ kid: signingKid, alg: 'RS256', privateKey }),
      verificationKey: async () => publicKey,
      jwks: async () => ({ keys: [], maxAgeSeconds: 0 }),
      rotateDue: async () => undefined,
      rotateNow: async () => undefined,
      withdraw: async () => false,
    },
  };
  const device = new TestDevice({ now: () => clock.now() });
  return { clock, engine, device, rotate: (next: string) => (signingKid = next) };
}

describe('the challenge JWT (devices protocol 2.2)', () => {
  it('must-have 21 is RS256 by the org server with kid and typ, every claim of its type, exp at most 300 s after iat', async () => {
    const { clock, engine, device } = setUp();
    const context = sampleChallenge({ device, now: clock.now(), bindingMessage: 'Pay 50 EUR to J. Doe?' });
    const jwt = await signChallenge(engine, { org: sampleOrg, context });
    const jws = parseJws(jwt);
    expect(jws?.header).toMatchObject({ alg: 'RS256', kid: 'key-1', typ: 'okta-pushbind+jwt' });
    expect(jws !== undefined && verifySignature(jws, 'RS256', publicKey)).toBe(true);
    const iat = Math.floor(clock.now() / 1000);
    expect(claimsOf(jwt)).toEqual({
      iss: 'https://id.example.com',
      aud: '0oa0000000000000000M',
      iat,
      nbf: iat,
      exp: iat + 300,
      jti: context.challenge.transactionId,
      ver: 0,
      method: 'push',
      transactionId: context.challenge.transactionId,
      nonce: context.challenge.nonce,
      orgId: sampleOrg.id,
      userId: '00u0000000000000000A',
      authenticatorEnrollmentId: 'pfd0000000000000000A',
      methodEnrollmentId: 'opf0000000000000000A',
      verificationUri: `https://id.example.com/idp/myaccount/app-authenticators/challenge/${context.challenge.transactionId}/verify`,
      userVerification: 'PREFERRED',
      userMediation: 'REQUIRED',
      appInstanceName: 'Acme Payments',
      loginHint: 'jo@example.com',
      requestReferrer: 'https://id.example.com',
      signals: ['screenLockType', 'platform'],
      challengeContext: {
        transactionType: 'CIBA',
        bindingMessage: 'Pay 50 EUR to J. Doe?',
        clientOS: 'UNKNOWN',
        clientLocation: 'Unknown location',
        transactionTime: '2026-01-15T12:00:00.000Z',
        showUserLocationInNotification: false,
        riskLevel: 'LOW',
        unusualActivitiesTextItems: [],
        challengeTextItems: [],
      },
      cs_display: displayDigest(displayDocument(sampleOrg, context)),
    });
  });

  it.each([
    ['Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Chrome/130.0', 'MAC_OS_X'],
    ['Mozilla/5.0 (Windows NT 10.0) Firefox/132.0', 'WINDOWS'],
    ['curl/8.5', 'UNKNOWN'],
  ])('says of a sign-in from %j that it runs on %s', (userAgent, clientOS) => {
    const { clock, device } = setUp();
    const context = sampleChallenge({ device, now: clock.now() });
    const request = { ...context.request, transactionType: 'LOGIN', requestedFrom: { ip: '192.0.2.7', userAgent } } as const;
    expect(challengeClaims(sampleOrg, { ...context, request }, clock.now()).challengeContext).toMatchObject({ clientOS });
    const asked = { ...context, request: { ...request, transactionType: 'CIBA' } as const };
    expect(challengeClaims(sampleOrg, asked, clock.now()).challengeContext).toMatchObject({ clientOS: 'UNKNOWN' });
  });

  it('has no member where the client sent no binding message', async () => {
    const { clock, engine, device } = setUp();
    const context = sampleChallenge({ device, now: clock.now() });
    expect(claimsOf(await signChallenge(engine, { org: sampleOrg, context }))['challengeContext']).not.toHaveProperty('bindingMessage');
  });

  it('is signed once while nothing changes, so that push and pull carry the same JWT', async () => {
    const { clock, engine, device } = setUp();
    const context = sampleChallenge({ device, now: clock.now() });
    const first = await signChallenge(engine, { org: sampleOrg, context });
    clock.advance(120_000);
    expect(await signChallenge(engine, { org: sampleOrg, context })).toBe(first);
  });

  it('is signed again by the next key after a rotation', async () => {
    const { clock, engine, device, rotate } = setUp();
    const context = sampleChallenge({ device, now: clock.now() });
    await signChallenge(engine, { org: sampleOrg, context });
    rotate('key-2');
    expect(parseJws(await signChallenge(engine, { org: sampleOrg, context }))?.header.kid).toBe('key-2');
  });

  it('is at hand afterwards, as it was signed, where it was signed and nowhere else', async () => {
    const { clock, engine, device } = setUp();
    const context = sampleChallenge({ device, now: clock.now() });
    expect(signedHere(engine.keyring, context.challenge)).toBeUndefined();
    const jwt = await signChallenge(engine, { org: sampleOrg, context });
    expect(await signedHere(engine.keyring, context.challenge)).toBe(jwt);
    expect(signedHere(engine.keyring, { ...context.challenge, enrollmentId: 'other' })).toBeUndefined();
    expect(signedHere(setUp().engine.keyring, context.challenge)).toBeUndefined();
  });

  it('of a request longer than 300 s is signed anew at each pull: same nonce and transactionId, exp never beyond the request', async () => {
    const { clock, engine, device } = setUp();
    const created = clock.now();
    const context = sampleChallenge({ device, now: created, lifetimeSeconds: 900 });
    const seen = [];
    for (const advance of [0, 100_000, 600_000]) {
      clock.advance(advance);
      const claims = claimsOf(await signChallenge(engine, { org: sampleOrg, context }));
      const now = Math.floor(clock.now() / 1000);
      expect(claims['exp']).toBe(Math.min(now + 300, created / 1000 + 900));
      expect(Number(claims['exp']) - Number(claims['iat'])).toBeLessThanOrEqual(300);
      expect(Number(claims['iat'])).toBeLessThanOrEqual(now);
      seen.push(`${String(claims['nonce'])} ${String(claims['transactionId'])}`);
    }
    expect(new Set(seen).size).toBe(1);
  });

  it('is refused to be signed by a key that is not RS256', async () => {
    const { clock, engine, device } = setUp();
    const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
    const keyring = { ...engine.keyring, signingKey: async () => ({ kid: 'ec', alg: 'ES256' as const, privateKey: ec }) };
    await expect(
      signChallenge({ ...engine, keyring }, { org: sampleOrg, context: sampleChallenge({ device, now: clock.now() }) }),
    ).rejects.toThrow('RS256');
  });
});
