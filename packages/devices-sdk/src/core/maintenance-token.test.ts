import { expect, it } from 'vitest';
import { describeInEverySetup } from '../testing/setups.js';
import { readTestJwt } from '../testing/test-jwt.js';

const prefix = 'okta.myAccount.appAuthenticator.maintenance';

describeInEverySetup('maintenance tokens', (bench) => {
  const enroll = async () => {
    const device = bench.newDevice();
    const enrollment = await device.authenticator.enroll({ accessToken: bench.server.signIn('00uJo'), enableCiba: true });
    bench.server.seen.length = 0;
    return { device, enrollment };
  };
  const assertions = () =>
    bench.server.seen
      .filter((request) => request.path === '/oauth2/v1/token')
      .map((request) => readTestJwt(new URLSearchParams(request.body).get('assertion') ?? ''));

  it('come for an assertion of the proof-of-possession key, without the user', async () => {
    const { device, enrollment } = await enroll();
    const token = await enrollment.retrieveMaintenanceToken();
    expect(token.scopes).toEqual([`${prefix}.manage`]);
    expect(token.expiresAt.getTime()).toBe(bench.server.state.now + 3_600_000);
    expect(bench.server.state.tokens.get(token.accessToken)?.userId).toBe('00uJo');
    const [request] = bench.server.seen;
    expect(request?.headers['content-type']).toBe('application/x-www-form-urlencoded');
    expect([...new URLSearchParams(request?.body).keys()]).toEqual(['grant_type', 'client_id', 'scope', 'assertion']);
    const [assertion] = assertions();
    const iat = bench.server.state.now / 1000;
    expect(assertion?.header).toMatchObject({ alg: 'ES256', typ: 'JWT' });
    expect(assertion?.claims).toEqual({
      iss: 'urn:okta:devices:app:authenticator',
      aud: bench.server.org,
      sub: '00uJo',
      methodEnrollmentId: bench.server.state.enrollments.get(enrollment.id)?.methodId,
      iat,
      nbf: iat - 300,
      exp: iat + 300,
      jti: expect.stringMatching(/^[0-9A-F]{8}-[0-9A-F]{4}-4[0-9A-F]{3}-[89AB][0-9A-F]{3}-[0-9A-F]{12}$/),
    });
    expect(device.platform.prompts).toEqual([]);
  });

  it('can carry several scopes', async () => {
    const { enrollment } = await enroll();
    const token = await enrollment.retrieveMaintenanceToken([`${prefix}.manage`, `${prefix}.read`]);
    expect(token.scopes).toEqual([`${prefix}.manage`, `${prefix}.read`]);
  });

  it('are refused beyond maintenance, with the server’s own words', async () => {
    const { enrollment } = await enroll();
    await expect(enrollment.retrieveMaintenanceToken(['okta.myAccount.appAuthenticator.manage'])).rejects.toMatchObject({
      code: 'maintenance_token_refused',
      serverErrorCode: 'invalid_scope',
      status: 400,
    });
  });

  it('never repeat the id of an assertion, also after a restart at the same instant', async () => {
    const { device, enrollment } = await enroll();
    await enrollment.retrieveMaintenanceToken();
    const [again] = await device.restart().allEnrollments();
    await again?.retrieveMaintenanceToken();
    expect(new Set(assertions().map(({ claims }) => claims['jti'])).size).toBe(2);
  });

  it('are kept for the next call and replaced when the server no longer takes them', async () => {
    const { enrollment } = await enroll();
    await enrollment.retrievePushChallenges();
    await enrollment.retrievePushChallenges();
    expect(assertions()).toHaveLength(1);
    bench.server.state.tokens.clear();
    await enrollment.retrievePushChallenges();
    expect(assertions()).toHaveLength(2);
    bench.server.state.now += 3_600_000;
    await enrollment.retrievePushChallenges();
    expect(assertions()).toHaveLength(3);
  });

  it('cannot be had when the key is gone', async () => {
    const { device, enrollment } = await enroll();
    for (const kid of device.kids) await device.ports.keys.delete(kid);
    await expect(enrollment.retrieveMaintenanceToken()).rejects.toMatchObject({ code: 'key_missing' });
  });
});
