import { expect, it } from 'vitest';
import { describeInEverySetup } from '../testing/setups.js';

describeInEverySetup('updating an enrollment', (bench) => {
  const enroll = async (enableUserVerification = false) => {
    const device = bench.newDevice();
    const accessToken = bench.server.signIn('00uJo');
    const enrollment = await device.authenticator.enroll({ accessToken, enableUserVerification });
    const stored = bench.server.state.enrollments.get(enrollment.id);
    return { device, enrollment, accessToken, stored };
  };

  it('sends merge patches and takes a maintenance token where that is enough', async () => {
    const { enrollment, stored } = await enroll();
    await enrollment.updatePushToken({ pushToken: 'token-2' });
    expect(stored?.pushToken).toBe('token-2');
    expect(bench.server.seen.at(-1)).toMatchObject({
      method: 'PATCH',
      path: `/idp/myaccount/app-authenticators/${enrollment.id}`,
      body: '{"methods":{"push":{"pushToken":"token-2"}}}',
      headers: { 'content-type': 'application/merge-patch+json; okta-version=1.0.0' },
    });
    const changed = await enrollment.setCiba({ enabled: true });
    expect(changed.transactionTypes).toEqual(['LOGIN', 'CIBA']);
    expect(stored?.transactionTypes).toEqual(['LOGIN', 'CIBA']);
    expect((await changed.setCiba({ enabled: false })).transactionTypes).toEqual(['LOGIN']);
    expect(bench.server.seen.filter((request) => request.path === '/oauth2/v1/token')).toHaveLength(1);
  });

  it('tells the push token to the enrollments that had another, and to no others', async () => {
    const { device, enrollment, stored } = await enroll();
    const other = await device.authenticator.enroll({ accessToken: bench.server.signIn('00uAda'), pushToken: 'token-2' });
    const patched = () => bench.server.seen.filter((request) => request.method === 'PATCH').map((request) => request.path);
    expect(await device.restart().updatePushToken('token-2')).toHaveLength(2);
    expect(stored?.pushToken).toBe('token-2');
    expect(patched()).toEqual([`/idp/myaccount/app-authenticators/${enrollment.id}`]);
    await device.restart().updatePushToken('token-2');
    expect(patched()).toHaveLength(1);
    bench.server.state.enrollments.delete(enrollment.id);
    await expect(device.authenticator.updatePushToken('token-3')).rejects.toMatchObject({ name: 'DeviceError' });
    expect(bench.server.state.enrollments.get(other.id)?.pushToken).toBe('token-3');
  });

  it('adds, repeats and removes the user-verification key with the user’s token', async () => {
    const { device, enrollment, accessToken, stored } = await enroll();
    const enabled = await enrollment.setUserVerification({ accessToken, enabled: true });
    expect(enabled.userVerification).toBe(true);
    const first = stored?.keys['userVerification'];
    expect([...device.kids]).toContain(first?.kid);
    await enabled.setUserVerification({ accessToken, enabled: true });
    expect(stored?.keys['userVerification']).toEqual(first);
    const disabled = await enabled.setUserVerification({ accessToken, enabled: false });
    expect(disabled.userVerification).toBe(false);
    expect(stored?.keys).not.toHaveProperty('userVerification');
    expect([...device.kids]).not.toContain(first?.kid);
    const [listed] = await device.authenticator.allEnrollments();
    expect(listed?.userVerification).toBe(false);
  });

  it('replaces a user-verification key that the platform has lost', async () => {
    const { device, enrollment, accessToken, stored } = await enroll(true);
    const lost = stored?.keys['userVerification']?.kid ?? '';
    await device.ports.keys.delete(lost);
    await enrollment.setUserVerification({ accessToken, enabled: true });
    expect(stored?.keys['userVerification']?.kid).not.toBe(lost);
  });

  it('is refused for keys with a maintenance token, and nothing changes', async () => {
    const { device, enrollment, stored } = await enroll();
    const { accessToken } = await enrollment.retrieveMaintenanceToken();
    const before = [...device.kids];
    await expect(enrollment.setUserVerification({ accessToken, enabled: true })).rejects.toMatchObject({ code: 'access_denied' });
    expect(stored?.keys).not.toHaveProperty('userVerification');
    expect([...device.kids]).toEqual(before);
  });

  it('keeps the key when the policy requires it', async () => {
    const { device, enrollment, accessToken } = await enroll(true);
    bench.server.state.userVerificationRequired = true;
    const removing = enrollment.setUserVerification({ accessToken, enabled: false });
    await expect(removing).rejects.toMatchObject({ code: 'user_verification_required' });
    expect(device.kids.size).toBe(3);
    expect((await device.authenticator.allEnrollments())[0]?.userVerification).toBe(true);
  });

  it('learns from a pull that the enrollment is suspended, and that it no longer is', async () => {
    const { device, enrollment } = await enroll();
    const stateNow = async () => (await device.restart().allEnrollments())[0]?.state;
    bench.server.faults.push({ path: '/push/notifications', effect: { status: 423, body: { errorCode: 'E0000180' } } });
    await expect(enrollment.retrievePushChallenges()).rejects.toMatchObject({ code: 'enrollment_suspended' });
    expect(await stateNow()).toBe('suspended');
    bench.server.faults.push({ path: '/push/notifications', effect: { status: 429, body: { errorCode: 'E0000047' } } });
    await expect(enrollment.retrievePushChallenges()).rejects.toMatchObject({ code: 'rate_limited' });
    expect(await stateNow()).toBe('suspended');
    await enrollment.retrievePushChallenges();
    expect(await stateNow()).toBe('active');
  });

  it.each([
    { errorCode: 'E0000180', status: 423, code: 'enrollment_suspended', state: 'suspended' },
    { errorCode: 'E0000155', status: 423, code: 'user_suspended', state: 'suspended' },
    { errorCode: 'E0000152', status: 403, code: 'device_suspended', state: 'suspended' },
    { errorCode: 'E0000153', status: 410, code: 'device_deleted', state: 'reset' },
    { errorCode: 'E0000154', status: 410, code: 'enrollment_deleted', state: 'reset' },
    { errorCode: 'E0000156', status: 410, code: 'user_deleted', state: 'deleted' },
    { errorCode: 'E0000008', status: 404, code: 'enrollment_not_found', state: 'deleted' },
    { errorCode: 'E0000007', status: 404, code: 'resource_not_found', state: 'active' },
    { errorCode: 'E0000047', status: 429, code: 'rate_limited', state: 'active' },
    { errorCode: 'E9999999', status: 500, code: 'server_error', state: 'active' },
  ])(
    '$errorCode means $code; the enrollment is then $state, and active again after a success',
    async ({ errorCode, status, code, state }) => {
      const { device, enrollment } = await enroll();
      await enrollment.retrieveMaintenanceToken();
      const answer = { status, body: { errorCode, errorSummary: 'no', errorCauses: [{ errorSummary: 'because' }] } };
      bench.server.faults.push({ path: `/idp/myaccount/app-authenticators/${enrollment.id}`, effect: answer });
      await expect(enrollment.updatePushToken({ pushToken: 'x' })).rejects.toMatchObject({ code, serverErrorCode: errorCode, status });
      expect((await device.authenticator.allEnrollments())[0]?.state).toBe(state);
      await enrollment.updatePushToken({ pushToken: 'x' });
      expect((await device.authenticator.allEnrollments())[0]?.state).toBe('active');
    },
  );

  it('loses no change when two are made at once', async () => {
    const { device, enrollment } = await enroll();
    await Promise.all([enrollment.setCiba({ enabled: true }), enrollment.updatePushToken({ pushToken: 'token-3' })]);
    expect((await device.authenticator.allEnrollments())[0]?.transactionTypes).toEqual(['LOGIN', 'CIBA']);
  });
});

describeInEverySetup('deleting an enrollment', (bench) => {
  const enroll = async () => {
    const device = bench.newDevice();
    const accessToken = bench.server.signIn('00uJo');
    return { device, accessToken, enrollment: await device.authenticator.enroll({ accessToken, enableUserVerification: true }) };
  };

  it('removes it on the server and every key here', async () => {
    const { device, enrollment, accessToken } = await enroll();
    await enrollment.delete({ accessToken });
    expect(bench.server.state.enrollments.size).toBe(0);
    expect(await device.authenticator.allEnrollments()).toEqual([]);
    expect(device.kids.size).toBe(0);
  });

  it('keeps the device while another account uses it', async () => {
    const { device, enrollment, accessToken } = await enroll();
    const other = await device.authenticator.enroll({ accessToken: bench.server.signIn('00uAda') });
    await enrollment.delete({ accessToken });
    expect(await device.authenticator.allEnrollments()).toMatchObject([{ id: other.id }]);
    expect(device.kids.size).toBe(2);
  });

  it('counts as done when the server has already ended it, and enrolling starts anew', async () => {
    const { device, enrollment, accessToken } = await enroll();
    bench.server.state.enrollments.clear();
    await enrollment.delete({ accessToken });
    expect(device.kids.size).toBe(0);
    const again = await device.authenticator.enroll({ accessToken });
    expect(again.id).not.toBe(enrollment.id);
  });

  it('keeps everything when the server refuses the token', async () => {
    const { device, enrollment } = await enroll();
    await expect(enrollment.delete({ accessToken: 'stale' })).rejects.toMatchObject({ code: 'access_token_rejected' });
    expect(await device.authenticator.allEnrollments()).toHaveLength(1);
    expect(device.kids.size).toBe(3);
  });

  it('can be local only', async () => {
    const { device, enrollment } = await enroll();
    await enrollment.deleteFromDevice();
    expect(bench.server.state.enrollments.size).toBe(1);
    expect(device.kids.size).toBe(0);
    await expect(enrollment.updatePushToken({ pushToken: 'x' })).rejects.toMatchObject({ code: 'enrollment_not_found' });
  });
});
