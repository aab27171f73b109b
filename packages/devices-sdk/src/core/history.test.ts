import { expect, it } from 'vitest';
import type { Challenge, Enrollment } from '../index.js';
import { describeInEverySetup } from '../testing/setups.js';

describeInEverySetup('the history of decisions', (bench) => {
  const enroll = async (userId = '00uJo', device = bench.newDevice()) => {
    const accessToken = bench.server.signIn(userId);
    const enrollment = await device.authenticator.enroll({ accessToken, enableCiba: true });
    return { accessToken, device, enrollment };
  };
  const pullOne = async (enrollment: Enrollment) => {
    const transactionId = bench.server.ask(enrollment.id);
    const { challenges } = await enrollment.retrievePushChallenges();
    const challenge = challenges.find((one) => one.transactionId === transactionId) as Challenge;
    return { challenge, transactionId };
  };

  it('keeps what was shown, what was decided and what became of it, newest first, also after a restart', async () => {
    const { device, enrollment } = await enroll();
    const first = await pullOne(enrollment);
    await first.challenge.resolve({ consent: () => 'approve' });
    bench.server.state.now += 1000;
    const second = await pullOne(enrollment);
    await second.challenge.resolve({ consent: () => 'deny' });
    const [again] = await device.restart().allEnrollments();
    const at = new Date(bench.server.state.now);
    const lines = [
      { label: 'Amount', value: '50.00 €' },
      { label: 'Message', value: 'Pay 50 EUR to J. Doe?' },
    ];
    const facts = { lines, clientName: 'Acme Payments', bindingMessage: 'Pay 50 EUR to J. Doe?', outcome: 'accepted' };
    const entries = (await again?.history())?.map(({ decidedAt, ...entry }) => ({ ...entry, at: decidedAt.getTime() }));
    expect(entries).toEqual([
      { ...facts, transactionId: second.transactionId, decision: 'deny', at: at.getTime() },
      { ...facts, transactionId: first.transactionId, decision: 'approve', at: at.getTime() - 1000 },
    ]);
  });

  it('keeps thirty', async () => {
    const { enrollment } = await enroll();
    const asked: string[] = [];
    for (let count = 0; count < 31; count += 1) {
      const { challenge, transactionId } = await pullOne(enrollment);
      await challenge.resolve({ consent: () => 'deny' });
      asked.unshift(transactionId);
    }
    expect((await enrollment.history()).map((entry) => entry.transactionId)).toEqual(asked.slice(0, 30));
  });

  it('says when an answer did not get through, and corrects it when it does', async () => {
    const { enrollment } = await enroll();
    const { challenge } = await pullOne(enrollment);
    bench.server.faults.push({ path: '/verify', effect: 'loseReply' }, { path: '/verify', effect: 'refuse' });
    await expect(challenge.resolve({ consent: () => 'approve' })).rejects.toMatchObject({ code: 'network_error' });
    expect(await enrollment.history()).toMatchObject([{ outcome: 'notSent' }]);
    await challenge.resolve({ consent: () => 'deny' });
    expect(await enrollment.history()).toMatchObject([{ decision: 'approve', outcome: 'alreadyAnswered' }]);
  });

  it.each([
    { what: 'was decided elsewhere', answer: { status: 404, body: { errorCode: 'E0000007' } }, outcome: 'closed' },
    { what: 'was refused', answer: { status: 400, body: { errorCode: 'E0000001' } }, outcome: 'refused' },
  ])('says when a request $what', async ({ answer, outcome }) => {
    const { enrollment } = await enroll();
    const { challenge } = await pullOne(enrollment);
    bench.server.faults.push({ path: '/verify', effect: answer });
    await expect(challenge.resolve({ consent: () => 'approve' })).rejects.toMatchObject({ name: 'DeviceError' });
    expect(await enrollment.history()).toMatchObject([{ outcome }]);
  });

  it('fails no answer when it cannot be written', async () => {
    const { device } = await enroll();
    const { storage } = device.ports;
    const set = (key: string, value: string) =>
      key.includes('/history/') ? Promise.reject(new Error('storage is full')) : storage.set(key, value);
    const [enrollment] = await device.restart({}, { storage: { ...storage, set } }).allEnrollments();
    if (enrollment === undefined) throw new Error('not enrolled');
    const { challenge } = await pullOne(enrollment);
    expect(await challenge.resolve({ consent: () => 'approve' })).toMatchObject({ delivery: 'accepted' });
    expect(await enrollment.history()).toEqual([]);
  });

  it('is kept for each account by itself and goes with its enrollment', async () => {
    const jo = await enroll();
    const ada = await enroll('00uAda', jo.device);
    await (await pullOne(jo.enrollment)).challenge.resolve({ consent: () => 'approve' });
    expect(await ada.enrollment.history()).toEqual([]);
    await jo.enrollment.delete({ accessToken: jo.accessToken });
    expect(await jo.device.ports.storage.keys('countersign/history/')).toEqual([]);
  });

  it('reports a request that was not right with a maintenance token, and remembers it', async () => {
    const { enrollment } = await enroll();
    const { challenge, transactionId } = await pullOne(enrollment);
    await challenge.resolve({ consent: () => 'deny' });
    await enrollment.report({ transactionId, reason: 'not_me' });
    expect(bench.server.state.transactions.get(transactionId)?.reported).toBe('not_me');
    expect(bench.server.seen.at(-1)).toMatchObject({
      method: 'POST',
      path: `/idp/myaccount/app-authenticators/${enrollment.id}/transactions/${transactionId}/report`,
      body: '{"reason":"not_me"}',
    });
    expect(await enrollment.history()).toMatchObject([{ decision: 'deny', reported: 'not_me' }]);
    const unknown = enrollment.report({ transactionId: 'ftUnknown', reason: 'changed_mind' });
    await expect(unknown).rejects.toMatchObject({ code: 'resource_not_found' });
  });
});
