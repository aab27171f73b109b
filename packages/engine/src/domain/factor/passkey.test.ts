import { beforeAll, describe, expect, it } from 'vitest';
import { SeededRandom } from '../../testing/seeded-random.js';
import { type CeremonyOptions, TestPasskey } from '../../testing/test-passkey.js';
import type { PasskeyFactor } from './factor.js';
import { authenticationOptions, newPasskeyChallenge, registrationOptions, verifyAssertion, verifyRegistration } from './passkey.js';

const org = { url: 'https://id.example.com', name: 'Example' };
const challenge = newPasskeyChallenge(new SeededRandom('passkey'));
const device = new TestPasskey({ rpId: 'id.example.com', origin: org.url });
const userPresentOnly = 0x01;

function registrationResponse(options: CeremonyOptions = {}): string {
  const made = device.registration({ ...options, clientData: { challenge, ...options.clientData } });
  const id = device.credentialId;
  const response = { attestationObject: made.attestationObject, clientDataJSON: made.clientDataJSON, transports: ['internal', '<b>'] };
  return JSON.stringify({ id, rawId: id, type: 'public-key', clientExtensionResults: {}, response });
}

function assertionResponse(options: CeremonyOptions & { readonly change?: object } = {}): string {
  const { credentialId: id, ...response } = device.assert(challenge, options);
  return JSON.stringify({ id, rawId: id, type: 'public-key', clientExtensionResults: {}, response: { ...response, ...options.change } });
}

describe('registering a passkey', () => {
  it('keeps credential, key and transports', async () => {
    expect(await verifyRegistration(org, { challenge, response: registrationResponse() })).toEqual({
      credentialId: device.credentialId,
      publicKey: expect.stringMatching(/^[\w-]{80,}$/),
      signCount: 0,
      transports: ['internal'],
    });
  });

  it.each<[string, string]>([
    ['of another challenge', registrationResponse({ clientData: { challenge: 'b3RoZXI' } })],
    ['from another origin', registrationResponse({ clientData: { origin: 'https://approve.example.com' } })],
    ['for another host', registrationResponse({ rpId: 'approve.example.com' })],
    ['without user verification', registrationResponse({ flags: userPresentOnly })],
    ['that is an assertion', registrationResponse({ clientData: { type: 'webauthn.get' } })],
    ['that is no JSON', 'x'],
    ['that is a list', '[]'],
    ['that is empty', '{}'],
    ['without end', `"${'x'.repeat(20_000)}"`],
  ])('refuses a response %s', async (_name, response) => {
    expect(await verifyRegistration(org, { challenge, response })).toBeUndefined();
  });

  it('asks for a discoverable key of the host, with user verification, and not for a second one on a device', () => {
    const known = [{ credentialId: 'aWQ', transports: ['usb'] } as unknown as PasskeyFactor]; // the members that are read
    expect(registrationOptions(org, { user: { id: '00u1', login: 'jo@example.com' }, known, challenge })).toMatchObject({
      rp: { id: 'id.example.com', name: 'Example' },
      user: { id: 'MDB1MQ', name: 'jo@example.com' },
      attestation: 'none',
      excludeCredentials: [{ type: 'public-key', id: 'aWQ', transports: ['usb'] }],
      authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
    });
    expect(authenticationOptions(org, { known, challenge })).toMatchObject({
      rpId: 'id.example.com',
      userVerification: 'required',
      challenge,
    });
  });
});

describe('using a passkey', () => {
  let known: PasskeyFactor;
  beforeAll(async () => {
    const registered = await verifyRegistration(org, { challenge, response: registrationResponse() });
    if (registered === undefined) throw new Error('no passkey');
    known = {
      ...registered,
      id: 'fwf1',
      orgId: '00o1',
      userId: '00u1',
      kind: 'passkey',
      name: 'Passkey',
      createdAt: 0,
      lastUsedAt: undefined,
    };
  });

  it('names the one that answered', async () => {
    expect(await verifyAssertion(org, { challenge, response: assertionResponse(), known: [known] })).toEqual({
      factor: known,
      signCount: 0,
    });
  });

  it.each<[string, () => string]>([
    ['another origin', () => assertionResponse({ clientData: { origin: 'https://evil.example' } })],
    ['another host', () => assertionResponse({ rpId: 'evil.example' })],
    ['no user verification', () => assertionResponse({ flags: userPresentOnly })],
    ['another challenge', () => assertionResponse({ clientData: { challenge: 'b3RoZXI' } })],
    ['another signature', () => assertionResponse({ change: { signature: 'AAAA' } })],
    ['a registration', () => assertionResponse({ clientData: { type: 'webauthn.create' } })],
  ])('refuses %s', async (_name, response) => {
    expect(await verifyAssertion(org, { challenge, response: response(), known: [known] })).toBeUndefined();
  });

  it('refuses one of somebody else, and a counter that went back: a copy', async () => {
    expect(await verifyAssertion(org, { challenge, response: assertionResponse(), known: [] })).toBeUndefined();
    expect(await verifyAssertion(org, { challenge, response: assertionResponse(), known: [{ ...known, signCount: 5 }] })).toBeUndefined();
  });
});
