import { constants, createHash, generateKeyPairSync, sign } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Evidence } from './evidence.js';
import { findEnrolment } from './find-enrolment.js';
import { askedAt, ecSigner, type EvidenceOptions, iss, makeEvidence, rsaSigner, sealOf, signJws } from './testing/make-evidence.js';
import { verifyEvidence } from './verify-evidence.js';

const org = rsaSigner('org-1');
const device = ecSigner('device-1', { 'okta:kpr': 'SOFTWARE' });
const passkey = ecSigner('passkey-1');
const stranger = rsaSigner('org-1');
const jwks = { keys: [rsaSigner('org-0').jwk, org.jwk] };
const now = (askedAt + 3600) * 1000;
const base: EvidenceOptions = { org, device };

const verify = (evidence: unknown, keys: typeof jwks = jwks) => verifyEvidence(evidence, { jwks: keys, now });
/** Names and reasons of the checks that failed. */
async function faults(evidence: unknown, keys = jwks): Promise<Record<string, string>> {
  const { ok, checks, facts } = await verify(evidence, keys);
  const bad = checks.filter((check) => !check.ok);
  expect(ok).toBe(bad.length === 0);
  expect(facts === undefined).toBe(!ok);
  return Object.fromEntries(bad.map(({ name, detail }) => [name, detail]));
}

/** What the sample client signs, with a new key. */
function clientRequest(alg: string, change: object = {}): NonNullable<Evidence['clientRequest']> {
  const bits = alg.slice(2);
  const { publicKey, privateKey } = alg.startsWith('ES')
    ? generateKeyPairSync('ec', { namedCurve: `P-${bits}` })
    : generateKeyPairSync('rsa', { modulusLength: 2048 });
  const claims = {
    iss: '0oa1',
    scope: 'openid',
    binding_message: 'Zahlung über 5 €',
    authorization_details: JSON.stringify([{ currency: 'EUR', amount: '5.00', type: 'payment' }]),
    ...change,
  };
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const input = `${part({ alg })}.${part(claims)}`;
  const padding = alg.startsWith('PS') ? { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: Number(bits) / 8 } : {};
  const signature = sign(`sha${bits}`, Buffer.from(input), { key: privateKey, dsaEncoding: 'ieee-p1363', ...padding });
  const { kty = '', ...members } = publicKey.export({ format: 'jwk' });
  return { jwt: `${input}.${signature.toString('base64url')}`, key: { ...(members as Record<string, string>), kty } };
}

describe('good evidence', () => {
  it('S-117 of our own devices: every check passes, and what was shown is proved', async () => {
    const result = await verify(makeEvidence(base));
    expect(result.checks.map(({ name, ok }) => [name, ok])).toEqual(
      ['seal', 'challenge', 'display', 'answer', 'question-answered', 'shown', 'decision', 'user-verification', 'times'].map((name) => [
        name,
        true,
      ]),
    );
    expect(result).toMatchObject({
      ok: true,
      kind: 'displayed',
      facts: {
        iss,
        transactionId: 'ftAbC',
        clientName: 'Acme Payments',
        userId: '00u1',
        outcome: 'approved',
        decidedAt: askedAt + 20,
        userVerified: false,
        lines: [{ label: 'Amount', value: '5.00 EUR' }, expect.anything()],
      },
    });
    expect(result.doesNotProve.join(' ')).not.toContain('What the device showed');
    expect(result.doesNotProve.join(' ')).toContain('Who held the device');
  });

  it('of stock devices: verified as far as it goes, and says what it leaves open', async () => {
    const result = await verify(makeEvidence({ ...base, kind: 'nonce' }));
    expect(result).toMatchObject({ ok: true, kind: 'nonce', facts: { outcome: 'approved' } });
    expect(result.checks.find(({ name }) => name === 'shown')?.detail).toContain('says nothing of what it showed');
    expect(result.doesNotProve[0]).toContain('What the device showed');
  });

  it.each<[string, Partial<EvidenceOptions>, object]>([
    ['a denial', { decision: 'deny' }, { outcome: 'denied' }],
    ['user verification by passkey', { passkey, challenge: { userVerification: 'REQUIRED' } }, { outcome: 'approved', userVerified: true }],
    [
      'user verification by a key of the device',
      { answer: { keyType: 'userVerification' }, bundle: { keyType: 'userVerification' }, challenge: { userVerification: 'REQUIRED' } },
      { outcome: 'approved', userVerified: true },
    ],
    [
      'an approval without the user verification that was required',
      { challenge: { userVerification: 'REQUIRED' }, bundle: { outcome: 'failed' } },
      { outcome: 'failed', userVerified: false },
    ],
    [
      'the right number',
      { challenge: { cs_number: { choices: ['17', '52'] } }, answer: { cs_number: '52' }, bundle: { number: '52' } },
      { outcome: 'approved' },
    ],
    [
      'a wrong number, which denies',
      { challenge: { cs_number: {} }, answer: { cs_number: '17' }, bundle: { number: '52', outcome: 'denied' } },
      { outcome: 'denied' },
    ],
    ['an RSA key of an Android device', { kind: 'nonce', device: rsaSigner('android') }, { outcome: 'approved' }],
    ['a challenge signed again afterwards', { bundle: { challengeSigned: 'afterwards' } }, { outcome: 'approved' }],
  ])('%s', async (_name, options, facts) => {
    const result = await verify(makeEvidence({ ...base, ...options }));
    expect(result.checks.filter(({ ok }) => !ok)).toEqual([]);
    expect(result.facts).toMatchObject(facts);
  });

  it.each(['RS256', 'PS256', 'PS512', 'ES256', 'ES384'])('S-099 the request as the client signed it, with %s', async (alg) => {
    const result = await verify(makeEvidence({ ...base, bundle: { clientRequest: clientRequest(alg) } }));
    expect(result.checks.filter(({ ok }) => !ok)).toEqual([]);
    expect(result.checks.map(({ name }) => name)).toContain('client-request');
    expect(result.doesNotProve.join(' ')).not.toContain('signed no request');
    expect((await verify(makeEvidence(base))).doesNotProve.join(' ')).toContain('signed no request');
  });

  it('S-082 not by a seal of a key that was withdrawn; a new one by another key does', async () => {
    const next = rsaSigner('org-2');
    const { seal: _seal, ...unsealed } = makeEvidence(base);
    const keys = { keys: [{ ...org.jwk, cs_withdrawn: '2026-01-15T12:00:00.000Z' }, next.jwk] };
    expect(await faults(makeEvidence(base), keys as typeof jwks)).toEqual({ seal: expect.stringContaining('withdrawn since') });
    expect(await faults({ ...unsealed, seal: sealOf(next, unsealed) }, keys as typeof jwks)).toEqual({});
  });

  it('survives rotation: challenge and seal by different keys of the org', async () => {
    const next = rsaSigner('org-2');
    const { seal: _seal, ...unsealed } = makeEvidence(base);
    const evidence = { ...unsealed, seal: sealOf(next, unsealed) };
    expect(await faults(evidence, { keys: [org.jwk, next.jwk] })).toEqual({});
    expect(await faults(evidence)).toEqual({ seal: expect.stringContaining('not among the given keys') });
  });
});

describe('evidence that was tampered with', () => {
  it.each<[string, () => NonNullable<Evidence['clientRequest']>, string]>([
    ['another message', () => clientRequest('ES256', { binding_message: 'Zahlung über 6 €' }), 'The client signed another message.'],
    ['no message', () => clientRequest('ES256', { binding_message: undefined }), 'The client signed another message.'],
    ['other details', () => clientRequest('ES256', { authorization_details: [] }), 'The client signed other details.'],
    ['less access', () => clientRequest('ES256', { scope: 'email' }), 'The client asked for less than was shown.'],
    ['another client', () => clientRequest('ES256', { iss: '0oa2' }), 'The request is of another client.'],
    [
      'another key',
      () => ({ ...clientRequest('ES256'), key: clientRequest('ES256').key }),
      'The request does not bear a good signature of the client.',
    ],
    [
      'a key of another kind',
      () => ({ ...clientRequest('ES256'), key: clientRequest('RS256').key }),
      'The request does not bear a good signature of the client.',
    ],
    ['no JWS', () => ({ jwt: 'x', key: {} }), 'The request of the client is not a signed statement.'],
  ])('S-099 a client request with %s', async (_name, request, reason) => {
    expect(await faults(makeEvidence({ ...base, bundle: { clientRequest: request() } }))).toEqual({ 'client-request': reason });
  });

  it('S-117 one flipped bit, anywhere, fails', async () => {
    const kinds = [makeEvidence({ ...base, passkey }), makeEvidence({ ...base, kind: 'nonce' })];
    for (const evidence of kinds) {
      const bytes = Buffer.from(JSON.stringify(evidence));
      // every place in turn of a stride that is prime to all block sizes; the bit goes round
      for (let place = 0; place < bytes.length; place += 5) {
        const flipped = Buffer.from(bytes);
        flipped[place] = (flipped[place] ?? 0) ^ (1 << ((place / 5) % 8));
        expect(await isRefused(flipped), `byte ${place}`).toBe(true);
      }
    }
  });

  it('one flipped bit in the last characters of each signature fails, also where no byte depends on it', async () => {
    const evidence = makeEvidence({ ...base, passkey });
    for (const member of ['challenge', 'answer', 'seal'] as const) {
      for (const character of 'AEIMQUYcgkosw048BCDFGH') {
        const changed = evidence[member].slice(0, -1) + character;
        if (changed === evidence[member]) continue;
        expect((await verify({ ...evidence, [member]: changed })).ok, `${member} ${character}`).toBe(false);
      }
    }
  });

  it.each<[string, (evidence: Evidence) => object]>([
    ['a line', (evidence) => ({ display: { ...evidence.display, lines: [{ label: 'Amount', value: '6.00 EUR' }] } })],
    ['the outcome', () => ({ outcome: 'denied' })],
    ['the time', (evidence) => ({ decidedAt: evidence.decidedAt + 1 })],
    ['the protection of the key', (evidence) => ({ key: { ...evidence.key, 'okta:kpr': 'HARDWARE' } })],
    ['a member more', () => ({ note: 'seen by the auditor' })],
    ['the kind', () => ({ kind: 'nonce' })],
  ])('%s changed: the seal says so', async (_name, change) => {
    const evidence = makeEvidence(base);
    expect(await faults({ ...evidence, ...change(evidence) })).toMatchObject({
      seal: expect.stringContaining('was changed after the org sealed it'),
    });
  });

  it.each<[string, unknown, string]>([
    ['nothing', undefined, 'no JSON object'],
    ['a list', [], 'no JSON object'],
    ['another version', { ...makeEvidence(base), v: 2 }, 'not evidence of version 1'],
    ['no answer', { ...makeEvidence(base), answer: undefined }, 'member answer'],
    ['a key of another kind', { ...makeEvidence(base), key: { kty: 'oct', kid: 'device-1', k: 'AAAA' } }, 'member key'],
    ['lines that are none', { ...makeEvidence(base), display: { ...makeEvidence(base).display, lines: ['x'] } }, 'member display'],
  ])('%s is told by its form', async (_name, evidence, reason) => {
    expect(await faults(evidence)).toEqual({ form: expect.stringContaining(reason) });
  });
});

describe('evidence made by somebody else', () => {
  it('re-signed with other keys under the same ids, it fails on the signatures of the org', async () => {
    const evidence = makeEvidence({ org: stranger, device: ecSigner('device-1') });
    expect(await faults(evidence)).toEqual({
      seal: 'The seal does not bear a good signature of the org.',
      challenge: 'The challenge does not bear a good signature of the org.',
    });
  });

  it('an answer forged to a real challenge with a key of the forger cannot be sealed', async () => {
    const real = makeEvidence({ ...base, decision: 'deny' });
    const forger = ecSigner('device-1');
    const { seal: _seal, ...forged } = makeEvidence({ org, device: forger, bundle: { challenge: real.challenge } });
    const sealed = { ...forged, seal: sealOf(stranger, forged) };
    expect(await faults(sealed)).toEqual({ seal: 'The seal does not bear a good signature of the org.' });
    expect(await faults({ ...forged, seal: real.seal })).toHaveProperty('seal');
  });

  it('keys beside the evidence count for nothing', async () => {
    expect(await faults(makeEvidence(base), { keys: [] })).toMatchObject({ seal: expect.stringContaining('not among the given keys') });
  });
});

/** The org itself cannot make a device say what it did not say: with its own seal over it, the parts still contradict each other. */
describe('parts that do not belong together, sealed by the org all the same', () => {
  let other: Evidence;
  beforeAll(() => {
    other = makeEvidence({ ...base, display: { nonce: 'other' }, challenge: { nonce: 'other' }, answer: { nonce: 'other' } });
  });

  it.each<[string, () => Partial<EvidenceOptions>, string, string]>([
    ['another text than the device signed', () => ({ answer: { cs_display: 'x'.repeat(43) } }), 'shown', 'another text'],
    ['a text that was not asked', () => ({ challenge: { cs_display: 'x' } }), 'display', 'not the one the org asked with'],
    ['the document of another challenge', () => ({ bundle: { display: other.display } }), 'display', 'not the one'],
    ['the answer of another device', () => ({ bundle: { key: ecSigner('device-1').jwk } }), 'answer', 'good signature of the enrolled key'],
    ['an answer under another key id', () => ({ answerHeader: { kid: 'device-2' } }), 'answer', 'another key'],
    ['a statement of another kind', () => ({ answerHeader: { typ: 'JWT' } }), 'answer', 'another kind'],
    ['an answer without algorithm', () => ({ answerHeader: { alg: 'none' } }), 'answer', 'good signature'],
    ['a critical header', () => ({ answerHeader: { crit: ['exp'] } }), 'answer', 'good signature'],
    ['the role of another key', () => ({ bundle: { keyType: 'userVerification' } }), 'answer', 'another role'],
    ['the answer to another challenge', () => ({ bundle: { answer: other.answer } }), 'question-answered', 'another challenge'],
    ["another person's answer", () => ({ answer: { sub: '00u2' } }), 'question-answered', 'another person'],
    ['an answer to another org', () => ({ answer: { aud: 'https://evil.example' } }), 'question-answered', 'another org'],
    ['an answer to another transaction', () => ({ answer: { tx: 'ft2' } }), 'question-answered', 'another transaction'],
    ['a denial called approval', () => ({ decision: 'deny', bundle: { outcome: 'approved' } }), 'decision', 'means denied'],
    ['an approval called denial', () => ({ bundle: { outcome: 'denied' } }), 'decision', 'means approved'],
    ['decision against consent', () => ({ answer: { decision: 'deny' } }), 'decision', 'contradict'],
    ['no consent', () => ({ answer: { challengeResponseContext: null } }), 'decision', 'nothing of consent'],
    [
      'a wrong number called approval',
      () => ({ challenge: { cs_number: {} }, answer: { cs_number: '17' }, bundle: { number: '52' } }),
      'decision',
      'means denied',
    ],
    ['no number where one was asked', () => ({ challenge: { cs_number: {} }, answer: { cs_number: '17' } }), 'decision', 'number'],
    ['an approval that lacks user verification', () => ({ challenge: { userVerification: 'REQUIRED' } }), 'decision', 'means failed'],
    ['a stock answer called a displayed one', () => ({ kind: 'nonce', bundle: { kind: 'displayed' } }), 'shown', 'does not say'],
    ['a displayed answer called a stock one', () => ({ bundle: { kind: 'nonce' } }), 'shown', 'says what was shown'],
    ['a challenge of another type', () => ({ challenge: { challengeContext: { transactionType: 'LOGIN' } } }), 'challenge', 'another type'],
    ['a challenge of another kind', () => ({ challengeHeader: { typ: 'JWT' } }), 'challenge', 'another kind'],
    ['a challenge with the seal of another transaction', () => ({ seal: { sub: 'ft2' } }), 'seal', 'another transaction'],
    ['a seal of another org', () => ({ seal: { iss: 'https://evil.example' } }), 'seal', 'another org'],
    ['an answer too early', () => ({ answer: { iat: askedAt - 301 } }), 'times', 'nothing was asked'],
    ['an answer too late', () => ({ answer: { iat: askedAt + 601 } }), 'times', 'nothing was asked'],
    ['a decision after the end', () => ({ bundle: { decidedAt: askedAt + 301 } }), 'times', 'not open'],
    ['a seal before the decision', () => ({ seal: { iat: askedAt + 19 } }), 'times', 'before the decision'],
    ['a seal in the future', () => ({ seal: { iat: askedAt + 3901 } }), 'times', 'in the future'],
  ])('%s', async (_name, options, check, reason) => {
    expect(await faults(makeEvidence({ ...base, ...options() }))).toMatchObject({ [check]: expect.stringContaining(reason) });
  });

  it.each<[string, EvidenceOptions['assertion'], string]>([
    ['the person was not verified', { flags: 0x01 }, 'did not verify the person'],
    ['another host', { rpId: 'evil.example' }, 'another host'],
    ['another page', { clientData: { origin: 'https://evil.example' } }, 'another page'],
    ['a frame in another page', { clientData: { crossOrigin: true } }, 'another page'],
    ['another text', { clientData: { challenge: 'x' } }, 'another text'],
    ['a registration', { clientData: { type: 'webauthn.create' } }, 'something else'],
    ['another passkey', { more: { credentialId: 'passkey-2' } }, 'another passkey'],
    ['a signature that is none', { more: { signature: 'MAYCAQECAQE' } }, 'good signature of the passkey'],
    ['bytes that are none', { more: { signature: '*' } }, 'missing'],
  ])('an assertion by a passkey: %s', async (_name, assertion, reason) => {
    const options = { ...base, passkey, ...(assertion === undefined ? {} : { assertion }) };
    expect(await faults(makeEvidence(options))).toMatchObject({ 'user-verification': expect.stringContaining(reason) });
  });

  it('an assertion without its passkey, and a passkey without assertion', async () => {
    const { passkey: _left, ...bundle } = makeEvidence({ ...base, passkey });
    const without = { ...bundle, seal: sealOf(org, bundle) };
    expect(await faults(without)).toMatchObject({ 'user-verification': expect.stringContaining('missing') });
    const idle = makeEvidence({ ...base, bundle: { passkey: { ...passkey.jwk, 'cs:webauthn': { rpId: 'a', origin: 'b' } } } });
    expect(await faults(idle)).toMatchObject({ 'user-verification': expect.stringContaining('missing') });
  });

  it.each<[string, object]>([
    ['half a character', { cs_display: '\ud800' }],
    ['no passkey assertion at all', { cs_uv: 7 }],
  ])('never rejects: %s', async (_name, answer) => {
    const evidence = makeEvidence({ ...base, passkey, answer });
    expect(await faults(evidence)).toHaveProperty('user-verification');
  });

  it('never rejects: lists in lists in lists', async () => {
    const note = JSON.parse('['.repeat(20_000) + ']'.repeat(20_000)) as unknown;
    expect(await faults({ ...makeEvidence(base), note })).toEqual({ seal: expect.stringContaining('was changed') });
  });

  it('a seal that is a challenge', async () => {
    const evidence = makeEvidence(base);
    const seal = signJws(org, { iss }, { typ: 'okta-pushbind+jwt' });
    expect(await faults({ ...evidence, seal })).toMatchObject({ seal: 'The seal is a statement of another kind.' });
  });
});

async function isRefused(bytes: Buffer): Promise<boolean> {
  try {
    return !(await verify(JSON.parse(bytes.toString()) as unknown)).ok;
  } catch {
    return true;
  }
}

it('S-120 the log knows the keys that were enrolled: one that was put in place of another later is none of them', async () => {
  const evidence = makeEvidence(base);
  const { x, y } = device.jwk as { x?: string; y?: string };
  const keys = createHash('sha256')
    .update(JSON.stringify({ crv: 'P-256', kty: 'EC', x, y }))
    .digest('base64url');
  const enrolled = (published: string, uuid: string, more: object = {}) => ({
    uuid,
    published,
    eventType: 'user.mfa.factor.activate',
    target: [{ id: 'pfd1' }],
    debugContext: { debugData: { keys: `other ${keys}` } },
    ...more,
  });
  const events = [
    enrolled('2026-01-03', 'late'),
    enrolled('2026-01-02', 'early'),
    null,
    enrolled('2026-01-04', 'x', { target: [{ id: 'pfd2' }] }),
  ];
  expect(await findEnrolment(events, evidence)).toBe('late');
  expect(await findEnrolment(events, { ...evidence, key: ecSigner('device-1').jwk })).toBeUndefined();
  expect(await findEnrolment([enrolled('2026-01-03', 'x', { eventType: 'x.other' })], evidence)).toBeUndefined();
});
