import { expect, it } from 'vitest';
import { createServerKey } from '../testing/protocol-state.js';
import { describeInEverySetup } from '../testing/setups.js';
import { signTestJwt } from '../testing/test-jwt.js';

const foreignKey = createServerKey();

describeInEverySetup('tokens of the server', (bench) => {
  const verify = (token: string) =>
    bench.realm.modules.sdk.verifyServerToken(bench.newDevice().ports, token, {
      issuer: `${bench.server.org}/oauth2/default`,
      audience: '0oaWeb',
    });
  const claims = () => {
    const now = bench.server.state.now / 1000;
    return { iss: `${bench.server.org}/oauth2/default`, aud: '0oaWeb', sub: '00uJo', iat: now, exp: now + 3600 };
  };

  it('are read when signature, issuer, audience and time fit', async () => {
    expect(await verify(signTestJwt(bench.server.state.signingKey, claims(), { typ: undefined }))).toEqual(claims());
  });

  it.each([
    { what: 'another issuer', change: { iss: 'https://evil.example' } },
    { what: 'another audience', change: { aud: ['0oaOther'] } },
    { what: 'a past expiry', change: { exp: 1 } },
    { what: 'no expiry', change: { exp: undefined } },
  ])('are refused with $what', async ({ change }) => {
    const token = signTestJwt(bench.server.state.signingKey, { ...claims(), ...change });
    await expect(verify(token)).rejects.toMatchObject({ code: 'token_untrusted' });
  });

  it('are refused when another key signed', async () => {
    const key = { ...foreignKey, kid: bench.server.state.signingKey.kid };
    await expect(verify(signTestJwt(key, claims()))).rejects.toMatchObject({ code: 'token_untrusted' });
    await expect(verify('not a token')).rejects.toMatchObject({ code: 'token_untrusted' });
  });
});
