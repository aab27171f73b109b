import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createPublicKey, verify } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DeviceAuthenticatorConfig } from '../../index.js';
import { startProtocolServer, type ProtocolServer } from '../../testing/protocol-server.js';
import { readTestJwt } from '../../testing/test-jwt.js';
import { createDeviceAuthenticator, createNodePorts } from './index.js';

let folder: string;
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'device-file-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('the device file', () => {
  it('is private to its owner and says what it is', async () => {
    const path = join(folder, 'devices', 'phone.json');
    const ports = createNodePorts({ path });
    await ports.keys.create('K1', 'proofOfPossession');
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(statSync(join(folder, 'devices')).mode & 0o777).toBe(0o700);
    expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({ version: 1, notice: expect.stringContaining('SOFTWARE') });
    expect(readdirSync(join(folder, 'devices'))).toEqual(['phone.json']);
  });

  it('refuses a file that is something else, and leaves it alone', () => {
    const path = join(folder, 'other.json');
    writeFileSync(path, '{"version":2}');
    expect(() => createNodePorts({ path })).toThrow('is not a device file');
    expect(readFileSync(path, 'utf8')).toBe('{"version":2}');
  });

  it('takes over the lock of a process that died, and waits for one that lives', async () => {
    const path = join(folder, 'phone.json');
    const ports = createNodePorts({ path });
    writeFileSync(`${path}.lock`, '');
    utimesSync(`${path}.lock`, new Date(0), new Date(0));
    await ports.storage.set('a', '1');
    expect(await ports.storage.get('a')).toBe('1');
    writeFileSync(`${path}.lock`, '');
    execFile(process.execPath, ['-e', `setTimeout(() => require('node:fs').rmSync(${JSON.stringify(`${path}.lock`)}), 300)`]);
    const started = Date.now();
    await ports.storage.set('a', '2');
    expect(Date.now() - started).toBeGreaterThan(200);
    expect(await ports.storage.get('a')).toBe('2');
  });

  it('stores, lists and deletes', async () => {
    const { storage, keys } = createNodePorts({ path: join(folder, 'phone.json') });
    await storage.set('a/1', 'x');
    await storage.set('a/2', 'y');
    await storage.set('b', 'z');
    await storage.delete('a/1');
    expect(await storage.keys('a/')).toEqual(['a/2']);
    expect(await storage.get('constructor')).toBeUndefined();
    expect(await keys.find('constructor')).toBeUndefined();
    expect(await keys.sign('missing', new Uint8Array(1))).toEqual({ refused: 'invalidated' });
  });
});

describe('a seeded device', () => {
  let server: ProtocolServer;
  beforeEach(async () => void (server = await startProtocolServer()));
  afterEach(() => server.close());

  const config = (): DeviceAuthenticatorConfig => ({
    orgUrl: server.org,
    clientId: server.state.clientId,
    application: { name: 'test', version: '1' },
    device: { platform: 'NODE', osVersion: '20', displayName: 'Test' },
    answerTime: 'challenge',
  });
  const deviceOf = (seed: string, file: string) =>
    createDeviceAuthenticator(createNodePorts({ path: join(folder, file), seed, clock: { now: () => server.state.now } }), config());

  it('has the same keys, ids and claims again', async () => {
    const runs: unknown[] = [];
    for (const file of ['first.json', 'second.json']) {
      server.state.usedTokenIds.clear();
      const enrollment = await deviceOf('seed', file).enroll({ accessToken: server.signIn('00uJo'), enableCiba: true });
      const transactionId = server.ask(enrollment.id, {}, {}, 'ftTheSameTransaction');
      const { challenges } = await enrollment.retrievePushChallenges();
      await challenges[0]?.resolve({ consent: () => 'approve' });
      const answer = server.state.transactions.get(transactionId)?.answer;
      const enrolled = server.seen.find((request) => request.path === '/idp/myaccount/app-authenticators');
      const form = new URLSearchParams(server.seen.find((request) => request.path === '/oauth2/v1/token')?.body);
      const assertion = readTestJwt(form.get('assertion') ?? '');
      // The nonce is the server's, and the display document has it too; all else follows from the seed and the question.
      const claims = { ...answer?.claims, nonce: undefined, cs_display: undefined };
      runs.push({ enrolled: enrolled?.body, assertion, header: answer?.header, claims });
      server.seen.length = 0;
    }
    expect(runs[0]).toEqual(runs[1]);
  });

  it('is another device with another seed', async () => {
    const kids = [];
    for (const seed of ['one', 'two']) {
      const enrollment = await deviceOf(seed, `${seed}.json`).enroll({ accessToken: server.signIn('00uJo') });
      kids.push(server.state.enrollments.get(enrollment.id)?.keys['proofOfPossession']?.x);
    }
    expect(kids[0]).not.toBe(kids[1]);
  });

  it('gives each account keys of its own', async () => {
    const authenticator = deviceOf('seed', 'phone.json');
    const first = await authenticator.enroll({ accessToken: server.signIn('00uJo') });
    const second = await authenticator.enroll({ accessToken: server.signIn('00uAda') });
    const [a, b] = [first, second].map(({ id }) => server.state.enrollments.get(id)?.keys['proofOfPossession']?.kid);
    expect(a).not.toBe(b);
  });

  it('derives keys whose halves belong together', async () => {
    const { keys } = createNodePorts({ path: join(folder, 'phone.json'), seed: 'seed' });
    const jwk = await keys.create('K1', 'proofOfPossession');
    const data = new Uint8Array([1, 2, 3]);
    const result = await keys.sign('K1', data);
    const key = createPublicKey({ key: { ...jwk }, format: 'jwk' });
    expect('signature' in result && verify('sha256', data, { key, dsaEncoding: 'ieee-p1363' }, result.signature)).toBe(true);
  });
});
