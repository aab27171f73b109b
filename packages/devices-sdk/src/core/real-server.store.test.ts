/** The SDK against the real server: in this process, and with core and React Native entry in a bare engine. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { acknowledged, poll, requestApproval } from '../../../../tests/support/ciba.js';
import { decodeJwt, signInOnDevice } from '../../../../tests/support/device.js';
import { memberAt, request, sendJson, textMember } from '../../../../tests/support/http.js';
import { startProcess, type ServerProcess } from '../../../../tests/support/start-process.js';
import type { Challenge, DeviceAuthenticator, DevicePorts, Transport } from '../index.js';
import { createNodePorts } from '../platform/node/node-ports.js';
import { createHostPorts, createReactNativeHost } from '../testing/host-ports.js';
import { realms } from '../testing/realms.js';
import { createSoftwarePasskeys } from '../testing/software-passkeys.js';

const [here, bare] = realms;
if (here === undefined || bare === undefined) throw new Error('both realms are needed');
const clock = { now: () => Date.now() };
let folder: string;
let server: ServerProcess;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'devices-sdk-'));
  server = await startProcess();
});
afterAll(async () => {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

const setups = [
  { name: 'Node entry, in this process', realm: here, ports: () => createNodePorts({ path: join(folder, `${Math.random()}.json`) }) },
  { name: 'core, in a bare engine', realm: bare, ports: () => createHostPorts(clock) },
  {
    name: 'React Native entry, in a bare engine',
    realm: bare,
    ports: () => bare.modules.reactNative.createReactNativePorts(createReactNativeHost(clock)),
  },
];

describe.each(setups)('against the real server ($name)', ({ realm, ports }) => {
  const authenticatorWith = (own: DevicePorts): DeviceAuthenticator =>
    realm.modules.sdk.createDeviceAuthenticator(
      { ...own, userVerification: { verify: async () => ({ result: 'verified', method: 'face' }) } },
      {
        orgUrl: server.facts.orgUrl,
        clientId: server.facts.mobileClientId,
        application: { name: 'com.example.approve', version: '1.0.0' },
        device: { platform: 'NODE', osVersion: '1', displayName: 'Test' },
      },
    );
  const accessTokenOf = async (login?: string, password?: string) =>
    (await signInOnDevice(server, { ...(login === undefined ? {} : { login }), ...(password === undefined ? {} : { password }) }))
      .accessToken;

  it('walks through the life of a device', async () => {
    const authenticator = authenticatorWith(ports());
    const accessToken = await accessTokenOf();
    expect(await authenticator.downloadPolicy()).toMatchObject({
      authenticatorId: server.facts.authenticatorId,
      userVerification: 'PREFERRED',
    });
    const enrolled = await authenticator.enroll({ accessToken, pushToken: '', enableCiba: true });
    expect(enrolled).toMatchObject({ username: server.facts.user.login, transactionTypes: ['LOGIN', 'CIBA'], state: 'active' });

    const approvedId = await acknowledged(server, { binding_message: 'Pay 50.00 EUR to Łukasz' });
    const { challenges, refused } = await enrolled.retrievePushChallenges();
    expect(refused).toEqual([]);
    expect(challenges).toMatchObject([{ bindingMessage: 'Pay 50.00 EUR to Łukasz', transactionType: 'CIBA', userVerification: 'NONE' }]);
    // The server refuses an answer to any other text than the one it signed.
    expect(challenges[0]?.display?.lines).toEqual(challenges[0]?.lines);
    expect(challenges[0]?.lines.map((line) => line.value)).toContain('Pay 50.00 EUR to Łukasz');
    expect(await challenges[0]?.resolve({ consent: () => 'approve' })).toMatchObject({ delivery: 'accepted', userVerified: false });
    const tokens = await poll(server, approvedId);
    expect(decodeJwt(textMember(tokens, 'id_token')).claims).toMatchObject({ sub: enrolled.userId });
    expect((await enrolled.retrievePushChallenges()).challenges).toEqual([]);

    const verified = await enrolled.setUserVerification({ accessToken, enabled: true });
    const verifiedId = await acknowledged(server);
    const asked = (await verified.retrievePushChallenges()).challenges;
    expect(asked).toMatchObject([{ userVerification: 'PREFERRED' }]);
    expect(await asked[0]?.resolve({ consent: () => 'approve' })).toMatchObject({ userVerified: true });
    expect(decodeJwt(textMember(await poll(server, verifiedId), 'id_token')).claims['amr']).toEqual(
      expect.arrayContaining(['user', 'face']),
    );

    const deniedId = await acknowledged(server);
    const toDeny = (await verified.retrievePushChallenges()).challenges;
    expect(await toDeny[0]?.resolve({ consent: () => 'deny' })).toMatchObject({ choice: 'deny', userVerified: false });
    expect(await poll(server, deniedId)).toMatchObject({ status: 400, json: { error: 'access_denied' } });
    await verified.report({ transactionId: toDeny[0]?.transactionId ?? '', reason: 'changed_mind' });
    const history = await verified.history();
    expect(history.map(({ decision, outcome, reported }) => ({ decision, outcome, reported }))).toEqual([
      { decision: 'deny', outcome: 'accepted', reported: 'changed_mind' },
      { decision: 'approve', outcome: 'accepted', reported: undefined },
      { decision: 'approve', outcome: 'accepted', reported: undefined },
    ]);

    await verified.updatePushToken({ pushToken: 'another-token' });
    await verified.setUserVerification({ accessToken, enabled: false });
    await verified.setCiba({ enabled: false });
    expect(await requestApproval(server)).toMatchObject({ status: 403, json: { error: 'access_denied' } });
    await verified.setCiba({ enabled: true });
    await acknowledged(server);
    await verified.delete({ accessToken });
    expect(await authenticator.allEnrollments()).toEqual([]);
    expect(await requestApproval(server)).toMatchObject({ status: 403 });
  });

  it('verifies the person by a passkey of the authenticator’s host', async () => {
    const passkey = createSoftwarePasskeys(server.authenticatorUrl);
    const authenticator = authenticatorWith({ ...ports(), passkey });
    const accessToken = await accessTokenOf();
    const enrollment = await authenticator.enroll({ accessToken, enableCiba: true, enableUserVerification: true });
    const authReqId = await acknowledged(server);
    const [challenge] = (await enrollment.retrievePushChallenges()).challenges;
    expect(await challenge?.resolve({ consent: () => 'approve' })).toMatchObject({ userVerified: true });
    expect(decodeJwt(textMember(await poll(server, authReqId), 'id_token')).claims['amr']).toEqual(expect.arrayContaining(['user', 'mfa']));
    await enrollment.delete({ accessToken });
    expect(passkey.credentials.size).toBe(0);
  });

  it('matches a number: the right one approves, a wrong one denies', async () => {
    const authenticator = authenticatorWith(ports());
    const accessToken = await accessTokenOf();
    const enrollment = await authenticator.enroll({ accessToken, enableCiba: true });
    await setNumberChallenge('choose');
    for (const matches of [true, false]) {
      const answer = await requestApproval(server);
      const number = textMember(answer, 'number_challenge');
      const [asked] = (await enrollment.retrievePushChallenges()).challenges;
      const choices = asked?.numberChoices;
      if (!Array.isArray(choices)) throw new Error('no choices');
      const picked = matches ? number : (choices.find((choice) => choice !== number) ?? '');
      const resolving = asked?.resolve({ consent: () => ({ choice: 'approve', number: picked }) });
      if (matches) expect(await resolving).toMatchObject({ delivery: 'accepted' });
      else await expect(resolving).rejects.toMatchObject({ code: 'wrong_number' });
      expect(await poll(server, textMember(answer, 'auth_req_id'))).toMatchObject({ status: matches ? 200 : 400 });
    }
    await setNumberChallenge('off');
    await enrollment.delete({ accessToken });
  });

  it('hears at once of requests and of their end, over the live channel', async () => {
    const { live } = createNodePorts({ path: join(folder, 'live.json') });
    const authenticator = authenticatorWith({ ...ports(), ...(live === undefined ? {} : { live }) });
    const accessToken = await accessTokenOf();
    const enrollment = await authenticator.enroll({ accessToken, enableCiba: true });
    const lists: (readonly Challenge[])[] = [];
    const closed: string[] = [];
    const watch = authenticator.watch({
      pending: ({ challenges }) => void lists.push(challenges),
      closed: ({ transactionId }) => void closed.push(transactionId),
    });
    const eventually = (check: () => void) => vi.waitFor(check, { interval: 5, timeout: 10_000 });
    await eventually(() => expect(lists).toHaveLength(1));
    const authReqId = await acknowledged(server);
    await eventually(() => expect(lists.at(-1)).toHaveLength(1));
    const [challenge] = lists.at(-1) ?? [];
    await challenge?.resolve({ consent: () => 'approve' });
    await eventually(() => expect(closed).toEqual([challenge?.transactionId]));
    await eventually(() => expect(lists.at(-1)).toEqual([]));
    watch.close();
    expect(await poll(server, authReqId)).toMatchObject({ status: 200 });
    await enrollment.delete({ accessToken });
  });

  it('enrols a second account on the same device, and the same account again in place', async () => {
    const authenticator = authenticatorWith(ports());
    const accessToken = await accessTokenOf();
    const first = await authenticator.enroll({ accessToken });
    const again = await authenticator.enroll({ accessToken });
    expect({ id: again.id, deviceId: again.deviceId }).toEqual({ id: first.id, deviceId: first.deviceId });
    const login = `ada-${Math.random().toString(36).slice(2)}@example.com`;
    const password = 'correct horse battery staple';
    await createUser(login, password);
    const otherToken = await accessTokenOf(login, password);
    const other = await authenticator.enroll({ accessToken: otherToken, enableCiba: true });
    expect(other.deviceId).toBe(first.deviceId);
    expect(other.userId).not.toBe(first.userId);
    // A token of another user ends nothing.
    await expect(first.delete({ accessToken: otherToken })).rejects.toMatchObject({ code: 'access_denied' });
    await first.delete({ accessToken });
    await acknowledged(server, { login_hint: login });
    expect((await other.retrievePushChallenges()).challenges).toHaveLength(1);
    await other.delete({ accessToken: otherToken });
  });

  it('understands refusals', async () => {
    const authenticator = authenticatorWith(ports());
    await expect(authenticator.enroll({ accessToken: 'not a token' })).rejects.toMatchObject({ code: 'access_token_rejected' });
    const plain = await signInOnDevice(server, { scope: 'openid profile email' });
    await expect(authenticator.enroll({ accessToken: plain.accessToken })).rejects.toMatchObject({ code: 'access_denied' });
    const accessToken = await accessTokenOf();
    const enrollment = await authenticator.enroll({ accessToken });
    const maintenance = await enrollment.retrieveMaintenanceToken();
    const enabling = enrollment.setUserVerification({ accessToken: maintenance.accessToken, enabled: true });
    await expect(enabling).rejects.toMatchObject({ code: 'access_denied', serverErrorCode: 'E0000006' });
    const beyond = enrollment.retrieveMaintenanceToken(['okta.myAccount.appAuthenticator.manage']);
    await expect(beyond).rejects.toMatchObject({ code: 'maintenance_token_refused', serverErrorCode: 'invalid_scope' });
    await enrollment.delete({ accessToken });
    await expect(enrollment.updatePushToken({ pushToken: 'x', accessToken })).rejects.toMatchObject({ code: expect.any(String) });
  });

  it('reads a 404 after its own lost reply as already answered, and one without as closed', async () => {
    const own = ports();
    let lose = false;
    const transport: Transport = async (request) => {
      const response = await own.transport(request);
      if (!lose || !request.url.endsWith('/verify')) return response;
      lose = false;
      throw new Error('connection lost');
    };
    const accessToken = await accessTokenOf();
    const [phone, tablet] = [authenticatorWith({ ...own, transport }), authenticatorWith(createHostPorts(clock))];
    const onPhone = await phone.enroll({ accessToken, enableCiba: true });
    const onTablet = await tablet.enroll({ accessToken, enableCiba: true });
    const authReqId = await acknowledged(server);
    const [[first], [second]] = [(await onPhone.retrievePushChallenges()).challenges, (await onTablet.retrievePushChallenges()).challenges];
    expect(second?.transactionId).toBe(first?.transactionId);
    lose = true;
    expect(await first?.resolve({ consent: () => 'approve' })).toMatchObject({ delivery: 'alreadyAnswered' });
    await expect(second?.resolve({ consent: () => 'deny' })).rejects.toMatchObject({ code: 'challenge_closed' });
    expect(await poll(server, authReqId)).toMatchObject({ status: 200 });
    await onPhone.delete({ accessToken });
    await onTablet.delete({ accessToken });
  });
});

async function setNumberChallenge(mode: 'choose' | 'off'): Promise<void> {
  const { apiToken, clientId } = server.facts;
  const url = `${server.url}/api/v1/apps/${clientId}`;
  const authorization = `SSWS ${apiToken}`;
  const { json } = await request(url, { headers: { authorization } });
  const oauthClient = { ...memberObject(json, 'settings', 'oauthClient'), backchannel_number_challenge: mode };
  const settings = { ...memberObject(json, 'settings'), oauthClient };
  const changed = await sendJson('PUT', url, { ...memberObject(json), settings }, { authorization });
  expect(changed.status, changed.text).toBe(200);
}

function memberObject(value: unknown, ...path: readonly string[]): object {
  const found = memberAt(value, ...path);
  return typeof found === 'object' && found !== null ? found : {};
}

async function createUser(login: string, password: string): Promise<void> {
  const body = { profile: { login, email: login, firstName: 'Ada', lastName: 'Example' }, credentials: { password: { value: password } } };
  const created = await sendJson('POST', `${server.facts.orgUrl}/api/v1/users?activate=true`, body, {
    authorization: `SSWS ${server.facts.apiToken}`,
  });
  expect(memberAt(created.json, 'status'), created.text).toBe('ACTIVE');
}
