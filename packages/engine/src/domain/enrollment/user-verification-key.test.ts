import { describe, expect, it } from 'vitest';
import { createTestKey } from '../../testing/test-device.js';
import { TestPasskey } from '../../testing/test-passkey.js';
import { readUserVerificationKey } from './user-verification-key.js';

const authenticatorUrl = () => 'http://localhost:8081';
const home = { rpId: 'localhost', origin: 'http://localhost:8081' };
const policy = { algorithms: ['ES256'], keyProtection: 'ANY' } as const;
const read = (jwk: object, engine: { readonly authenticatorUrl?: () => string } = { authenticatorUrl }) =>
  readUserVerificationKey(engine, { ...jwk }, policy);

describe('enrolling a user-verification key (decisions 2.7)', () => {
  it('a key that signs answers is taken as ever', async () => {
    const { jwk } = createTestKey();
    expect(await read(jwk, {})).toEqual(jwk);
    expect(await read({ ...jwk, 'cs:webauthn': null }, {})).toEqual(jwk);
  });

  it('a passkey is stored with where it lives, without its attestation', async () => {
    const passkey = new TestPasskey(home);
    expect(await read({ ...passkey.jwk, 'cs:webauthn': passkey.registration() })).toEqual(passkey.enrolled);
  });

  const passkey = new TestPasskey(home);
  const registration = passkey.registration();
  const { clientDataJSON, attestationObject, ...withoutBytes } = registration;
  it.each<[string, object]>([
    ['another rpId', { ...registration, rpId: 'example.com' }],
    ['the org as its page', { ...registration, origin: 'http://localhost:8080' }],
    ['a page that is another one in the client data', passkey.registration({ clientData: { origin: 'http://localhost:8080' } })],
    ['another host in the authenticator data', passkey.registration({ rpId: 'example.com' })],
    ['no user verification', passkey.registration({ flags: 0x01 })],
    ['an assertion in place of a registration', passkey.registration({ clientData: { type: 'webauthn.get' } })],
    ['another key in the authenticator data', passkey.registration({ x: new TestPasskey(home).jwk.x })],
    ['the registration of another passkey', new TestPasskey(home).registration()],
    ['no attestation object', { ...withoutBytes, clientDataJSON }],
    ['no client data', { ...withoutBytes, attestationObject }],
    ['bytes that are none', { ...registration, attestationObject: '****' }],
    ['bytes that say nothing', { ...registration, attestationObject: 'AAAA' }],
    ['no object', 'passkey' as unknown as object],
  ])('E0000001 for %s', async (_name, claim) => {
    await expect(read({ ...passkey.jwk, 'cs:webauthn': claim })).rejects.toMatchObject({ code: 'E0000001' });
  });

  it('E0000001 for a passkey where no web authenticator is known, and for an RSA one', async () => {
    await expect(read({ ...passkey.jwk, 'cs:webauthn': registration }, {})).rejects.toMatchObject({ code: 'E0000001' });
    const rsa = createTestKey({ type: 'RSA' });
    const both = { algorithms: ['ES256', 'RS256'], keyProtection: 'ANY' } as const;
    await expect(readUserVerificationKey({ authenticatorUrl }, { ...rsa.jwk, 'cs:webauthn': registration }, both)).rejects.toMatchObject({
      code: 'E0000001',
    });
  });
});
