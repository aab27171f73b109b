import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { contentText, entryText, logSealType, readLogEntry } from '@countersign/evidence';
import { askedAt, ecSigner, makeEvidence, rsaSigner, signJws } from '../../../evidence/src/testing/make-evidence.js';
import { runCli } from '../testing/run-cli.js';

const org = rsaSigner('org-1');
const evidence = makeEvidence({ org, device: ecSigner('device-1') });
const jwks = JSON.stringify({ keys: [org.jwk] });

let directory: string;
let keyServer: Server;
let orgUrl: string;
const file = (name: string) => join(directory, name);
const write = (name: string, text: string) => {
  writeFileSync(file(name), text);
  return file(name);
};

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'countersign-verify-'));
  write('jwks.json', jwks);
  write('evidence.json', JSON.stringify(evidence));
  keyServer = createServer((request, response) => {
    response.statusCode = request.url === '/.well-known/evidence-jwks.json' ? 200 : 404;
    response.end(jwks);
  });
  await new Promise<void>((resolve) => void keyServer.listen(0, 'localhost', resolve));
  // it listens on TCP
  orgUrl = `http://localhost:${(keyServer.address() as AddressInfo).port}`;
});
afterAll(async () => {
  rmSync(directory, { recursive: true });
  await new Promise((resolve) => keyServer.close(resolve));
});

const run = (...args: readonly string[]) => runCli({ DATA_DIR: directory }, ['verify', ...args]);

describe('countersign verify', () => {
  it('says what good evidence proves, and what it does not', async () => {
    const result = await run(file('evidence.json'), '--jwks', file('jwks.json'));
    expect(result).toMatchObject({ code: 0, stderr: '' });
    expect(result.stdout).toContain(`The evidence holds: approved, ${new Date((askedAt + 20) * 1000).toISOString()}.`);
    expect(result.stdout).toContain('Amount: 5.00 EUR');
    expect(result.stdout).toMatch(/It does not prove:\n {4}Who held the device/);
    expect(result.stdout).not.toContain('✗');
  });

  it('takes the keys from the org it knows, and from a URL', async () => {
    expect(await runCli({ COUNTERSIGN_ORG_URL: orgUrl }, ['verify', file('evidence.json')])).toMatchObject({ code: 0 });
    expect(await run(file('evidence.json'), '--org', orgUrl)).toMatchObject({ code: 0 });
    expect(await run(file('evidence.json'), '--jwks', `${orgUrl}/.well-known/evidence-jwks.json`)).toMatchObject({ code: 0 });
  });

  it('for programs: the result as one fact', async () => {
    const { facts, code } = await run('--json', file('evidence.json'), '--jwks', file('jwks.json'));
    expect(code).toBe(0);
    expect(facts).toEqual([
      expect.objectContaining({ ok: true, kind: 'displayed', facts: expect.objectContaining({ outcome: 'approved', userId: '00u1' }) }),
    ]);
  });

  it.each<[string, string, string]>([
    ['one changed character', JSON.stringify(evidence).replace('5.00 EUR', '6.00 EUR'), 'was changed after the org sealed it'],
    ['no JSON', JSON.stringify(evidence).slice(0, -1), 'no JSON object'],
    ['other keys', JSON.stringify(makeEvidence({ org: rsaSigner('org-1'), device: ecSigner('device-1') })), 'good signature of the org'],
  ])('exit 9 for %s, with the reason', async (_name, text, reason) => {
    const changed = write('changed.json', text);
    const words = await run(changed, '--jwks', file('jwks.json'));
    expect(words.code).toBe(9);
    expect(words.stdout).toContain(reason);
    expect(words.stdout).toContain('The evidence does not hold.');
    const programs = await run('--json', changed, '--jwks', file('jwks.json'));
    expect(programs).toMatchObject({ code: 9, facts: [{ ok: false }] });
    expect(programs.facts[0]).not.toHaveProperty('facts');
  });

  it.each<[string, () => readonly string[], number, string]>([
    ['a file that is not there', () => [file('none.json'), '--jwks', file('jwks.json')], 2, 'cannot be read'],
    ['keys that are not there', () => [file('evidence.json'), '--jwks', file('none.json')], 2, 'cannot be read'],
    ['keys that are none', () => [file('evidence.json'), '--jwks', file('evidence.json')], 2, 'no set of public keys'],
    ['keys over plain HTTP', () => [file('evidence.json'), '--jwks', 'http://id.example.com/jwks'], 2, 'could be anybody'],
    ['no keys and no org', () => [file('evidence.json')], 3, 'is not known'],
    ['an org that does not answer', () => [file('evidence.json'), '--org', 'http://localhost:1'], 4, 'No answer'],
  ])('%s', async (_name, args, code, message) => {
    const result = await run(...args());
    expect(result.code).toBe(code);
    expect(result.stderr).toContain(message);
  });

  it('characters that could move the cursor are made visible', async () => {
    const display = { lines: [{ label: 'Amount', value: '5\u202e00' }], clientName: 'Acme\u001b[2J' };
    const text = JSON.stringify(makeEvidence({ org, device: ecSigner('device-1'), display }));
    const { stdout, code } = await run(write('odd.json', text), '--jwks', file('jwks.json'));
    expect(code).toBe(0);
    expect(stdout).toContain('Amount: 5\\u{202e}00');
    for (const character of ['\u001b', '\u202e']) expect(stdout).not.toContain(character);
  });
});

describe('countersign verify-log', () => {
  const log = (...args: readonly string[]) => runCli({ DATA_DIR: directory }, ['verify-log', ...args, '--jwks', file('jwks.json')]);
  const event = {
    uuid: 'e1',
    published: '2026-01-15T12:00:00.000Z',
    eventType: 'user.session.start',
    severity: 'INFO',
    displayMessage: 'Sign in',
    actor: { id: '00u1', type: 'User' },
    target: [],
    outcome: { result: 'SUCCESS' },
    client: {},
    transaction: {},
    debugContext: {},
  };

  it('says that a log holds, and what to keep; names the event that was changed, with exit 9', async () => {
    const { seal, hash } = sealOf(event);
    write('seals.json', JSON.stringify([seal]));
    write(
      'events.json',
      `${JSON.stringify([event])}\n${JSON.stringify([{ ...event, uuid: 'e2', published: '2026-01-15T13:00:00.000Z' }])}\n`,
    );
    const good = await log(file('seals.json'), file('events.json'));
    expect(good).toMatchObject({ code: 0, stderr: '' });
    expect(good.stdout).toContain('The log holds: 1 events under 1 seals.\n  1 events are not sealed yet.');
    expect(good.stdout).toContain(hash);
    expect(await log(file('seals.json'), file('events.json'), '--contains', hash)).toMatchObject({ code: 0 });
    write('changed.json', JSON.stringify([{ ...event, displayMessage: 'Sign out' }]));
    const bad = await log(file('seals.json'), file('changed.json'));
    expect(bad.code).toBe(9);
    expect(bad.stdout).toContain('✗ seal 1, event e1: It was altered, or added after the seal.');
  });
});

function sealOf(event: object) {
  const entry = readLogEntry(event);
  if (entry === undefined || 'erased' in entry) throw new Error('no event');
  const hashOf = (text: string) => createHash('sha256').update(text).digest('base64url');
  const digests = [hashOf(entryText(entry, hashOf(contentText(entry))))];
  const claims = {
    iss: orgUrl,
    number: 1,
    from: '1970-01-01T00:00:00.000Z',
    until: '2026-01-15T12:30:00.000Z',
    count: 1,
    events: hashOf(JSON.stringify(digests)),
    previous: null,
    iat: 1,
  };
  const seal = signJws(org, claims, { typ: logSealType });
  return { seal: { number: 1, seal, digests }, hash: hashOf(seal) };
}
