import { apiTokenInput } from '@countersign/contracts';
import type { ChallengeClaims } from '@countersign/contracts/wire';
import {
  createAesCipher,
  createApiToken,
  displayDigest,
  grantAdminRole,
  sha256,
  signChallenge,
  systemAdministrator,
} from '@countersign/engine';
import { type AnswerOptions, claimsOf, TestDevice, TestPasskey } from '@countersign/engine/testing';
import { canonicalJson, type DisplayDocument, type Evidence, type GivenKeys, verifyEvidence } from '@countersign/evidence';
import { createManagementStores } from '@countersign/storage';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { collection, type DeviceApp, enrolledAs, mergePatch, openDeviceApp } from '../../testing/open-device-app.js';

let app: DeviceApp;
let token: string;

beforeAll(async () => {
  app = await openDeviceApp();
  const admin = {
    management: createManagementStores({ database: app.database, cipher: createAesCipher([new Uint8Array(32).fill(7)]) }),
    engine: app.engine,
  };
  const actor = systemAdministrator(app.orgId);
  const owner = await app.engine.users.findById(app.orgId, await app.addUser());
  if (owner === undefined) throw new Error('no administrator');
  await grantAdminRole(admin, { user: owner, role: 'SUPER_ADMIN' }, actor);
  ({ token } = await createApiToken(admin, { input: apiTokenInput.parse({ name: 'test' }), owner }, actor));
});
afterAll(() => app.close());

const get = (path: string, authorization = `SSWS ${token}`) =>
  app.app.inject({ method: 'GET', url: `/api/v1/transactions${path.startsWith('?') ? '' : '/'}${path}`, headers: { authorization } });
const evidenceOf = async (id: string): Promise<Evidence> => {
  const answer = await get(`${id}/evidence`);
  if (answer.statusCode !== 200) throw new Error(`the evidence answered ${answer.statusCode} ${answer.body}`);
  return answer.json<Evidence>();
};
const verify = async (evidence: Evidence) => {
  const jwks = (await app.app.inject({ method: 'GET', url: '/.well-known/evidence-jwks.json' })).json<GivenKeys>();
  return verifyEvidence(evidence, { jwks, now: app.clock.now() });
};

interface Listed {
  readonly challenge: string;
  readonly display: DisplayDocument;
  readonly claims: ChallengeClaims;
}

/** A request, and what its one device is listed. */
async function ask(fields: Readonly<Record<string, string>> = {}, jwk?: object) {
  const device = app.newDevice();
  const body = device.enrollBody({ authenticatorId: app.authenticatorId, transactionTypes: ['CIBA'] });
  const push = Reflect.get(Reflect.get(body, 'methods') as object, 'push') as { keys: object };
  if (jwk !== undefined) push.keys = { ...push.keys, userVerification: jwk };
  const response = await app.call('POST', collection, { token: await app.bearer(), body });
  if (response.statusCode !== 200) throw new Error(`enrollment answered ${response.statusCode} ${response.body}`);
  const enrolled = enrolledAs(response);
  const authReqId = await app.ask(fields);
  const items = (await app.call('GET', enrolled.pending, { token: await app.bearer() })).json<Omit<Listed, 'claims'>[]>();
  const [item] = items;
  if (items.length !== 1 || item === undefined) throw new Error(`${items.length} challenges in place of one`);
  // a challenge of this server
  const listed: Listed = { ...item, claims: claimsOf(item.challenge) as unknown as ChallengeClaims };
  const unenroll = () => app.setStatus('enrollment', enrolled.enrollmentId, 'DELETED');
  return { device, enrolled, authReqId, listed, unenroll };
}

/** As our own devices answer. */
const shown = ({ claims }: Listed, more: AnswerOptions = {}): AnswerOptions => ({
  ...more,
  claims: { cs_display: claims.cs_display, decision: 'approve', ...more.claims },
});

describe('GET /api/v1/transactions/{id}', () => {
  it('shows the request with its challenges, their delivery and the answer', async () => {
    const { device, listed, enrolled, authReqId, unenroll } = await ask({ binding_message: 'Pay 5' });
    const { transactionId } = listed.claims;
    const before = (await get(transactionId)).json<Record<string, unknown>>();
    expect(before).toMatchObject({
      id: transactionId,
      type: 'CIBA',
      status: 'PENDING',
      decided: null,
      client: { id: app.web.clientId },
      user: { id: app.user.id, login: app.user.login },
      bindingMessage: 'Pay 5',
      scopes: ['openid'],
      decision: null,
      _links: { self: { href: `${app.orgUrl}/api/v1/transactions/${transactionId}` } },
    });
    expect(before['_links']).not.toHaveProperty('evidence');
    expect((await app.answer(device, listed.challenge, shown(listed))).statusCode).toBe(200);
    expect((await app.poll(authReqId)).statusCode).toBe(200);
    expect((await get(transactionId)).json()).toMatchObject({
      status: 'REDEEMED',
      decided: new Date(app.clock.now()).toISOString(),
      redeemed: new Date(app.clock.now()).toISOString(),
      display: { locale: 'en', lines: listed.display.lines },
      decision: { enrollmentId: enrolled.enrollmentId, deviceId: enrolled.deviceId, userVerified: false },
      challenges: [
        {
          enrollmentId: enrolled.enrollmentId,
          device: { id: enrolled.deviceId, displayName: 'iPhone', platform: 'IOS' },
          status: 'ANSWERED',
          delivery: { status: expect.stringMatching(/^[A-Z]+$/) },
          answer: { keyType: 'proofOfPossession', keyId: device.proofOfPossession.jwk.kid, userConsent: 'APPROVED_CONSENT_PROMPT' },
        },
      ],
      _links: { evidence: { href: `${app.orgUrl}/api/v1/transactions/${transactionId}/evidence` } },
    });
    await unenroll();
  });

  it('404 for an unknown transaction and for evidence before an answer, 401 without a token, 403 without the scope', async () => {
    const { listed, device, unenroll } = await ask();
    for (const path of ['ftunknown', 'ftunknown/evidence', `${listed.claims.transactionId}/evidence`]) {
      const answer = await get(path);
      expect([answer.statusCode, answer.json<{ errorCode: string }>().errorCode]).toEqual([404, 'E0000007']);
    }
    expect((await get(listed.claims.transactionId, 'SSWS nothing')).statusCode).toBe(401);
    expect((await get(`${listed.claims.transactionId}/evidence`, `Bearer ${await app.bearer()}`)).statusCode).toBe(403);
    await app.answer(device, listed.challenge, { userConsent: 'DENIED_CONSENT_PROMPT' });
    await unenroll();
  });
});

describe('what is signed is what was shown (decisions 2.6)', () => {
  it('the list brings the document, the challenge its digest, and an answer to another text decides nothing', async () => {
    const { device, listed, unenroll } = await ask({ binding_message: 'Pay 5' });
    expect(displayDigest(listed.display)).toBe(listed.claims.cs_display);
    expect(listed.display.lines[0]).toEqual({ label: `Message from ${app.web.clientId}`, value: 'Pay 5' });
    const changed = { ...listed.display, lines: [{ label: 'Application', value: 'Harmless' }] };
    const forged = await app.answer(device, listed.challenge, shown(listed, { claims: { cs_display: displayDigest(changed) } }));
    expect([forged.statusCode, forged.json<{ errorCode: string }>().errorCode]).toEqual([400, 'E0000001']);
    expect((await get(listed.claims.transactionId)).json()).toMatchObject({ status: 'PENDING', decision: null });
    expect((await app.answer(device, listed.challenge, shown(listed))).statusCode).toBe(200);
    await unenroll();
  });

  it('S-116 S-119 the evidence verifies with public keys alone, also after names, keys, device and person are gone', async () => {
    const { device, listed, enrolled } = await ask({ binding_message: 'Zahlung über 5 €' });
    expect((await app.answer(device, listed.challenge, shown(listed))).statusCode).toBe(200);
    const { transactionId } = listed.claims;
    const early = await evidenceOf(transactionId);
    expect(early).toMatchObject({
      v: 1,
      kind: 'displayed',
      challenge: listed.challenge,
      challengeSigned: 'when asked',
      display: listed.display,
    });

    const server = await app.engine.authorizationServers.find(app.orgId, undefined);
    if (server === undefined) throw new Error('no org server');
    await app.engine.keyring.rotateNow(server);
    const gone: readonly [string, string][] = [
      [`update app set label = 'Renamed' where client_id = $1`, app.web.clientId],
      ['delete from enrollment where id = $1', enrolled.enrollmentId],
      ['delete from device where id = $1', enrolled.deviceId],
    ];
    for (const [text, id] of gone) await app.database.query({ text, values: [id] });
    const late = await evidenceOf(transactionId);
    expect(late.keyIds).toHaveLength(2);
    expect({ ...late, seal: '', keyIds: [] }).toEqual({ ...early, seal: '', keyIds: [] });
    for (const evidence of [early, late]) {
      const result = await verify(evidence);
      expect(result.checks.filter(({ ok }) => !ok)).toEqual([]);
      expect(result.facts).toMatchObject({ outcome: 'approved', userId: app.user.id, lines: listed.display.lines });
    }
    const used = await app.app.inject({ method: 'GET', url: '/oauth2/v1/keys' });
    app.clock.advance(3 * 86_400_000);
    expect((await verify(late)).ok).toBe(true);
    expect(used.json<{ keys: unknown[] }>().keys.length).toBeGreaterThan(1);
    expect((await get(transactionId)).json()).toMatchObject({ challenges: [{ device: null, answer: { keyType: 'proofOfPossession' } }] });
  });

  it('a stock answer is accepted as ever, and gives evidence of the nonce', async () => {
    const { device, listed, unenroll } = await ask();
    await app.answer(device, listed.challenge, { userConsent: 'DENIED_CONSENT_PROMPT' });
    const evidence = await evidenceOf(listed.claims.transactionId);
    expect(evidence).toMatchObject({ kind: 'nonce', outcome: 'denied' });
    expect(await verify(evidence)).toMatchObject({ ok: true, kind: 'nonce', facts: { outcome: 'denied' } });
    await unenroll();
  });

  it('the challenge is signed again for the evidence where another node had signed it', async () => {
    const { keyring } = app.engine;
    const otherNode = { ...app.engine, keyring: { ...keyring, signingKey: keyring.signingKey.bind(keyring) } };
    const device = app.newDevice();
    const enrolled = await app.enroll(device);
    await app.ask();
    const [open] = await app.engine.challenges.listOpen(app.orgId, enrolled.enrollmentId, app.clock.now());
    if (open === undefined) throw new Error('no challenge');
    const challenge = await signChallenge(otherNode, { org: await app.engine.org.get(), context: open });
    expect((await app.answer(device, challenge)).statusCode).toBe(200);
    const evidence = await evidenceOf(open.challenge.transactionId);
    expect(evidence.challengeSigned).toBe('afterwards');
    expect(claimsOf(evidence.challenge)).toEqual(claimsOf(challenge));
    expect((await verify(evidence)).ok).toBe(true);
    await app.setStatus('enrollment', enrolled.enrollmentId, 'DELETED');
  });
});

describe('a passkey as user verification (decisions 2.7)', () => {
  it('is enrolled as a key, verifies the person where that is required, and stays in the evidence', async () => {
    await app.setAuthenticator({ userVerification: 'REQUIRED' });
    const passkey = new TestPasskey({ rpId: 'localhost', origin: 'http://localhost:8081' });
    const { device, listed, unenroll } = await ask({}, { ...passkey.jwk, 'cs:webauthn': passkey.registration() });
    const { cs_display = '', nonce, transactionId } = listed.claims;
    const statement = { cs_display, nonce, transactionId, decision: 'approve' };
    const cs_uv = passkey.assert(sha256(canonicalJson(statement)));
    const consent = { userConsent: 'APPROVED_USER_VERIFICATION' } as const;
    const other = passkey.assert(sha256(canonicalJson({ ...statement, decision: 'deny' })));
    expect((await app.answer(device, listed.challenge, shown(listed, { ...consent, claims: { cs_uv: other } }))).statusCode).toBe(400);
    expect((await app.answer(device, listed.challenge, shown(listed, { ...consent, claims: { cs_uv } }))).statusCode).toBe(200);
    const result = await verify(await evidenceOf(transactionId));
    expect(result).toMatchObject({ ok: true, facts: { outcome: 'approved', userVerified: true } });
    await unenroll();
    await app.setAuthenticator({ userVerification: 'PREFERRED' });
  });

  it('can be added later, sent again, and removed', async () => {
    const device = app.newDevice();
    const enrolled = await app.enroll(device);
    const passkey = new TestPasskey({ rpId: 'localhost', origin: 'http://localhost:8081' });
    const userVerification = { ...passkey.jwk, 'cs:webauthn': passkey.registration() };
    const changeTo = async (key: object | null) => {
      const body = { methods: { push: { keys: { userVerification: key } } } };
      const url = `${collection}/${enrolled.enrollmentId}`;
      return (
        await app.call('PATCH', url, { token: await app.bearer(), body, headers: { 'content-type': mergePatch, accept: mergePatch } })
      ).statusCode;
    };
    expect(await changeTo(userVerification)).toBe(200);
    expect(await changeTo(userVerification)).toBe(200);
    const stored = await app.engine.enrollments.findById(app.orgId, enrolled.enrollmentId);
    expect(stored?.enrollment.keys.userVerification).toEqual(passkey.enrolled);
    expect(await changeTo({ ...userVerification, 'cs:webauthn': new TestPasskey({ rpId: 'localhost', origin: 'x' }).registration() })).toBe(
      400,
    );
    expect(await changeTo(null)).toBe(200);
    await app.setStatus('enrollment', enrolled.enrollmentId, 'DELETED');
  });

  it('E0000001 for a passkey of another host', async () => {
    const passkey = new TestPasskey({ rpId: 'evil.example', origin: 'https://evil.example' });
    const device = new TestDevice({ now: () => app.clock.now() });
    const body = device.enrollBody({ authenticatorId: app.authenticatorId });
    const push = Reflect.get(Reflect.get(body, 'methods') as object, 'push') as { keys: object };
    push.keys = { ...push.keys, userVerification: { ...passkey.jwk, 'cs:webauthn': passkey.registration() } };
    const answer = await app.call('POST', collection, { token: await app.bearer(), body });
    expect([answer.statusCode, answer.json<{ errorCode: string }>().errorCode]).toEqual([400, 'E0000001']);
  });
});

describe('GET /api/v1/transactions', () => {
  const list = async (query: string) => {
    const answer = await get(`?${query}`);
    const links = [answer.headers.link ?? []].flat();
    const next = links.find((link) => link.endsWith('; rel="next"'))?.match(/\?([^>]+)>/)?.[1];
    return { status: answer.statusCode, body: answer.json<readonly { id: string; status: string; created: string }[]>(), next };
  };

  it('lists what was asked, newest first, by pages and filters', async () => {
    app.clock.advance(1_000);
    const since = new Date(app.clock.now()).toISOString();
    const first = await ask();
    await app.answer(first.device, first.listed.challenge, { userConsent: 'DENIED_CONSENT_PROMPT' });
    await first.unenroll();
    const second = await ask({ binding_message: 'Pay 7' });
    const ids = [first, second].map(({ listed }) => listed.claims.transactionId);
    const page = await list(`since=${since}&limit=1`);
    const rest = await list(page.next ?? '');
    // both are of one instant: the order among them is that of their ids
    expect([...page.body, ...rest.body].map(({ id }) => id).toSorted()).toEqual(ids.toSorted());
    expect([page.body.length, rest.body.length, rest.next]).toEqual([1, 1, undefined]);
    const found = async (query: string) => (await list(`since=${since}&${query}`)).body.map(({ id }) => ids.indexOf(id));
    expect(await found('status=DENIED')).toEqual([0]);
    expect(await found('status=DENIED&reason=denied_consent')).toEqual([0]);
    expect(await found('status=DENIED&reason=wrong%25number')).toEqual([]);
    expect(await found(`status=PENDING&clientId=${app.web.clientId}&userId=${app.user.id}`)).toEqual([1]);
    expect(await found('clientId=somebody')).toEqual([]);
    expect(await found('userId=somebody')).toEqual([]);
    expect(await found(`until=${since}`)).toEqual([]);
    const [item] = (await list(`status=PENDING&since=${since}`)).body;
    expect(item).toMatchObject({
      type: 'CIBA',
      client: { id: app.web.clientId },
      user: { id: app.user.id, login: app.user.login },
      bindingMessage: 'Pay 7',
      _links: { cancel: { hints: { allow: ['POST'] } } },
    });
    expect(item).not.toHaveProperty('challenges');
    await second.unenroll();
  });

  it.each([
    ['status=ASKED', 'E0000001'],
    ['since=soon', 'E0000001'],
    ['since=2026-02-02&until=2026-02-01', 'E0000001'],
    ['status=DENIED&reason=x', 'E0000001'],
    ['status=REDEEMED&reason=x&since=2026-02-02', 'E0000001'],
    ['after=ft1', 'E0000029'],
    ['limit=0', 'E0000029'],
  ])('answers %s with %s', async (query, code) => {
    expect(await list(query)).toMatchObject({ status: 400, body: { errorCode: code } });
  });

  it('cancels what is pending: the held poll ends, the device has nothing to answer, the log says who did it', async () => {
    const { device, listed, authReqId, unenroll } = await ask();
    const { transactionId } = listed.claims;
    const cancel = (body?: object) =>
      app.app.inject({
        method: 'POST',
        url: `/api/v1/transactions/${transactionId}/lifecycle/cancel`,
        headers: { authorization: `SSWS ${token}` },
        ...(body === undefined ? {} : { payload: body }),
      });
    const held = app.app.inject({
      method: 'POST',
      url: '/oauth2/v1/token',
      headers: { authorization: app.web.basic, prefer: 'wait=25', 'content-type': 'application/x-www-form-urlencoded' },
      payload: new URLSearchParams({ grant_type: 'urn:openid:params:grant-type:ciba', auth_req_id: authReqId }).toString(),
    });
    await expect.poll(() => app.engine.index.held.isHeld(sha256(authReqId))).toBe(true);
    expect((await cancel({ reason: 'sent twice' })).json()).toMatchObject({
      id: transactionId,
      status: 'CANCELLED',
      challenges: [{ status: 'SUPERSEDED' }],
    });
    expect((await held).json()).toMatchObject({ error: 'access_denied' });
    expect((await app.answer(device, listed.challenge)).statusCode).toBe(404);
    const again = await cancel();
    expect([again.statusCode, again.json<{ errorCode: string }>().errorCode]).toEqual([403, 'E0000107']);
    const logged = await app.app.inject({
      method: 'GET',
      url: `/api/v1/logs?filter=${encodeURIComponent(`target.id eq "${transactionId}" and eventType eq "x.ciba.request.cancel"`)}`,
      headers: { authorization: `SSWS ${token}` },
    });
    expect(logged.json()).toMatchObject([
      {
        actor: { type: 'User' },
        debugContext: { debugData: { comment: 'sent twice' } },
        target: [{}, { id: app.web.clientId }, { id: app.user.id, alternateId: app.user.login }],
      },
    ]);
    await unenroll();
  });
});
