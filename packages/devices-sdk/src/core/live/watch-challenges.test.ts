import { expect, it, vi } from 'vitest';
import type { DeviceAuthenticator, LiveState } from '../../index.js';
import { createHandDrivenLive, createPages, type HandDrivenLive } from '../../testing/hand-driven-live.js';
import { describeInEverySetup, type TestDevice } from '../../testing/setups.js';

const silence = 45_000;

describeInEverySetup('watching', (bench) => {
  const eventually = (check: () => void) => vi.waitFor(check, { interval: 2, timeout: 5000 });
  const enroll = async (userId = '00uJo', device = bench.newDevice()) => {
    const accessToken = bench.server.signIn(userId);
    const enrollment = await device.authenticator.enroll({ accessToken, enableCiba: true });
    return { device, enrollment };
  };
  const watch = (authenticator: DeviceAuthenticator) => {
    const told = {
      pending: [] as string[],
      closed: [] as string[],
      states: [] as LiveState[],
      errors: [] as string[],
      failed: [] as string[],
    };
    const watching = authenticator.watch({
      pending: ({ enrollment, challenges }) =>
        void told.pending.push([enrollment.userId, ...challenges.map((one) => one.transactionId)].join(' ')),
      closed: ({ transactionId }) => void told.closed.push(transactionId),
      state(state, error) {
        told.states.push(state);
        if (error !== undefined) told.errors.push(error.code);
      },
      failed: ({ error }) => void told.failed.push(error.code),
    });
    return { told, close: () => watching.close() };
  };
  /** A device that watches over a stream which the test has opened. */
  const connected = async (device: TestDevice, live: HandDrivenLive = createHandDrivenLive()) => {
    const watching = watch(device.restart({}, { live }));
    await eventually(() => expect(live.streams).toHaveLength(1));
    live.streams[0]?.receiver.opened();
    await eventually(() => expect(watching.told.pending).not.toEqual([]));
    return { ...watching, live };
  };
  const event = (type: string, ids: object) => `event: ${type}\ndata: ${JSON.stringify(ids)}\n\n`;

  it('opens one stream with a maintenance token, and pulls once it is open and after each event', async () => {
    const { device, enrollment } = await enroll();
    const { told, live, close } = await connected(device);
    const [stream] = live.streams;
    expect(stream?.request).toMatchObject({
      url: `${bench.server.org}/idp/myaccount/app-authenticators/events`,
      headers: { accept: 'text/event-stream', authorization: expect.stringMatching(/^Bearer ./) },
    });
    const transactionId = bench.server.ask(enrollment.id);
    stream?.receiver.text(event('challenge', { transactionId, enrollmentId: enrollment.id }));
    await eventually(() => expect(told.pending).toEqual(['00uJo', `00uJo ${transactionId}`]));
    bench.server.state.transactions.clear();
    stream?.receiver.text(event('closed', { transactionId, enrollmentId: enrollment.id }));
    await eventually(() => expect(told.pending).toHaveLength(3));
    expect(told).toMatchObject({ closed: [transactionId], states: ['connecting', 'connected'], errors: [], failed: [] });
    expect(told.pending.at(-1)).toBe('00uJo');
    close();
    expect(stream?.closed).toBe(true);
    expect(live.waiting()).toEqual([]);
  });

  it('hands over the enrollment as it is now', async () => {
    const { device, enrollment } = await enroll();
    const live = createHandDrivenLive();
    const authenticator = device.restart({}, { live });
    const types: (readonly string[])[] = [];
    const watching = authenticator.watch({ pending: (list) => void types.push(list.enrollment.transactionTypes) });
    await eventually(() => expect(live.streams).toHaveLength(1));
    await enrollment.setCiba({ enabled: false });
    live.streams[0]?.receiver.opened();
    await eventually(() => expect(types).toEqual([['LOGIN']]));
    watching.close();
  });

  it('ignores what it does not understand', async () => {
    const { device, enrollment } = await enroll();
    const { told, live, close } = await connected(device);
    const ids = { transactionId: 'ft1', enrollmentId: enrollment.id };
    const [stream] = live.streams;
    stream?.receiver.text(event('news', ids) + event('challenge', {}) + event('challenge', { ...ids, enrollmentId: 'pfdOther' }));
    stream?.receiver.text('event: challenge\ndata: no json\n\n');
    stream?.receiver.text(event('closed', ids));
    await eventually(() => expect(told.pending).toHaveLength(2));
    expect(told.closed).toEqual(['ft1']);
    close();
  });

  it('comes back after a growing pause, and pulls again', async () => {
    const { device } = await enroll();
    const live = createHandDrivenLive();
    const random = {
      bytes: (length: number, label: string) => (label === 'live/pause' ? new Uint8Array(1) : device.ports.random.bytes(length, label)),
    };
    const { told, close } = watch(device.restart({}, { live, random }));
    for (const [attempt, pause] of [1000, 2000, 4000].entries()) {
      await eventually(() => expect(live.streams).toHaveLength(attempt + 1));
      live.streams[attempt]?.receiver.ended({ end: 'broken', cause: new Error('no route') });
      expect(live.waiting()).toEqual([pause]);
      live.pass(pause);
    }
    await eventually(() => expect(live.streams).toHaveLength(4));
    live.streams[3]?.receiver.opened();
    await eventually(() => expect(told.pending).toEqual(['00uJo']));
    bench.server.state.now += 10_000;
    live.streams[3]?.receiver.ended({ end: 'finished' });
    expect(live.waiting()).toEqual([1000]);
    expect(told.states).toEqual(['connecting', 'offline', 'offline', 'offline', 'connected', 'reconnecting']);
    live.pass(1000);
    await eventually(() => expect(live.streams).toHaveLength(5));
    live.streams[4]?.receiver.opened();
    await eventually(() => expect(told.pending).toEqual(['00uJo', '00uJo']));
    close();
  });

  it('takes a silent connection for dead', async () => {
    const { device } = await enroll();
    const { told, live, close } = await connected(device);
    live.streams[0]?.receiver.text(': beat\n\n');
    expect(live.waiting()).toEqual([silence]);
    live.pass(silence);
    expect(live.streams[0]?.closed).toBe(true);
    expect(told.states.at(-1)).toBe('reconnecting');
    close();
    expect(live.waiting()).toEqual([]);
  });

  it('is offline while the platform says so, and comes back at once', async () => {
    const { device } = await enroll();
    const { told, live, close } = await connected(device);
    live.setOnline(false);
    expect(live.streams[0]?.closed).toBe(true);
    expect(told.states.at(-1)).toBe('offline');
    live.setOnline(true);
    await eventually(() => expect(live.streams).toHaveLength(2));
    expect(live.waiting()).toEqual([silence]);
    live.streams[1]?.receiver.opened();
    expect(told.states.at(-1)).toBe('connected');
    close();
  });

  it('renews its token when the server no longer takes it', async () => {
    const { device } = await enroll();
    const { live, close } = await connected(device);
    const tokenOf = (index: number) => live.streams[index]?.request.headers['authorization'];
    bench.server.state.now += 3_600_000;
    live.streams[0]?.receiver.ended({ end: 'finished' });
    live.waiting().forEach((pause) => live.pass(pause));
    await eventually(() => expect(live.streams).toHaveLength(2));
    expect(tokenOf(1)).not.toBe(tokenOf(0));
    live.streams[1]?.receiver.ended({ end: 'refused', response: { status: 401, body: '{"errorCode":"E0000011"}' } });
    await eventually(() => expect(live.streams).toHaveLength(3));
    expect(tokenOf(2)).not.toBe(tokenOf(1));
    close();
  });

  it.each([
    { what: 'has no live channel', response: { status: 404, body: '{"errorCode":"E0000007"}' }, code: 'resource_not_found' },
    { what: 'has removed the enrollment', response: { status: 410, body: '{"errorCode":"E0000154"}' }, code: 'enrollment_deleted' },
  ])('is unavailable, for good, at a server that $what', async ({ response, code }) => {
    const { device } = await enroll();
    const live = createHandDrivenLive();
    const { told, close } = watch(device.restart({}, { live }));
    await eventually(() => expect(live.streams).toHaveLength(1));
    live.streams[0]?.receiver.ended({ end: 'refused', response });
    expect(told).toMatchObject({ states: ['connecting', 'unavailable'], errors: [code] });
    live.setOnline(false);
    live.setOnline(true);
    expect(told.states).toHaveLength(2);
    expect(live.waiting()).toEqual([]);
    close();
  });

  it.each([
    { what: 'is busy', response: { status: 503, body: '' } },
    { what: 'asks to slow down', response: { status: 429, body: '' } },
    { what: 'is hidden behind the sign-in of a network', response: { status: 200, body: '<html>' } },
  ])('keeps trying when the server $what', async ({ response }) => {
    const { device } = await enroll();
    const live = createHandDrivenLive();
    const { told, close } = watch(device.restart({}, { live }));
    await eventually(() => expect(live.streams).toHaveLength(1));
    live.streams[0]?.receiver.ended({ end: 'refused', response });
    expect(told.states).toEqual(['connecting', 'reconnecting']);
    expect(live.waiting()).toHaveLength(1);
    close();
  });

  it('is unavailable without a port, without an enrollment, and when no enrollment gets a token', async () => {
    const { device } = await enroll();
    const { live: _none, ...ports } = device.ports;
    const bare = bench.realm.modules.sdk.createDeviceAuthenticator(ports, config());
    const without = watch(bare);
    await eventually(() => expect(without.told.errors).toEqual(['live_channel_unavailable']));
    const empty = watch(bench.newDevice().restart({}, { live: createHandDrivenLive() }));
    await eventually(() => expect(empty.told.errors).toEqual(['enrollment_not_found']));
    bench.server.state.enrollments.clear();
    const gone = watch(device.restart({}, { live: createHandDrivenLive() }));
    await eventually(() => expect(gone.told.errors).toEqual(['maintenance_token_refused']));
  });
  const config = () => ({
    orgUrl: bench.server.org,
    clientId: bench.server.state.clientId,
    application: { name: 'com.example.approve', version: '1.0.0' },
    device: { platform: 'NODE', osVersion: '20', displayName: 'Test device' },
  });

  it('keeps a stream for each user, and tells the worst of their states', async () => {
    const { device } = await enroll();
    await enroll('00uAda', device);
    const live = createHandDrivenLive();
    const { told, close } = watch(device.restart({}, { live }));
    await eventually(() => expect(live.streams).toHaveLength(2));
    live.streams[0]?.receiver.opened();
    expect(told.states.at(-1)).toBe('connecting');
    live.streams[1]?.receiver.opened();
    expect(told.states.at(-1)).toBe('connected');
    await eventually(() => expect(new Set(told.pending)).toEqual(new Set(['00uJo', '00uAda'])));
    close();
  });

  it('tries a few times to pull, then says why it cannot', async () => {
    const { device, enrollment } = await enroll();
    const { told, live, close } = await connected(device);
    const pauses = () => live.waiting().filter((pause) => pause !== silence);
    const refuse = () => bench.server.faults.push({ path: '/push/notifications', effect: 'refuse' });
    refuse();
    live.streams[0]?.receiver.text(event('challenge', { transactionId: 'ft1', enrollmentId: enrollment.id }));
    for (let tries = 1; tries < 4; tries += 1) {
      await eventually(() => expect(pauses()).toHaveLength(1));
      refuse();
      live.pass(pauses()[0] ?? 0);
    }
    await eventually(() => expect(told.failed).toEqual(['network_error']));
    close();
  });

  it('shares one stream between the pages of a browser; the next page takes over', async () => {
    const { device, enrollment } = await enroll();
    const open = createPages();
    const first = await connected(device, createHandDrivenLive(open()));
    const second = createHandDrivenLive(open());
    const other = watch(device.restart({}, { live: second }));
    await eventually(() => expect(other.told.pending).toEqual(['00uJo']));
    expect(second.streams).toEqual([]);
    const transactionId = bench.server.ask(enrollment.id);
    first.live.streams[0]?.receiver.text(event('challenge', { transactionId, enrollmentId: enrollment.id }));
    await eventually(() => expect(other.told.pending.at(-1)).toBe(`00uJo ${transactionId}`));
    await eventually(() => expect(first.told.pending.at(-1)).toBe(`00uJo ${transactionId}`));
    first.live.setOnline(false);
    expect(other.told.states.at(-1)).toBe('offline');
    first.close();
    await eventually(() => expect(second.streams).toHaveLength(1));
    second.streams[0]?.receiver.opened();
    expect(other.told.states.at(-1)).toBe('connected');
    other.close();
    expect(second.streams[0]?.closed).toBe(true);
  });
});
