import { join } from 'node:path';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createDeviceAuthenticator, type LiveChannel, type LiveState } from '../index.js';
import { startProtocolServer, type ProtocolServer } from '../testing/protocol-server.js';
import { createNodePorts } from './node/node-ports.js';

describe('event streams over fetch', () => {
  const eventually = (check: () => void) => vi.waitFor(check, { interval: 2, timeout: 5000 });
  let folder: string;
  let server: ProtocolServer;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'devices-sdk-'));
    server = await startProtocolServer();
  });
  afterEach(async () => {
    await server.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const enrolled = async () => {
    const { live, ...ports } = createNodePorts({ path: join(folder, 'device.json'), clock: { now: () => server.state.now } });
    if (live === undefined) throw new Error('no live channel on Node');
    // Pauses between attempts pass at once; the watchdog, which is longer, does not.
    const after: LiveChannel['after'] = (milliseconds, work) => live.after(milliseconds > 40_000 ? milliseconds : 0, work);
    const authenticator = createDeviceAuthenticator(
      { ...ports, live: { ...live, after } },
      {
        orgUrl: server.org,
        clientId: server.state.clientId,
        application: { name: 'com.example.approve', version: '1.0.0' },
        device: { platform: 'NODE', osVersion: '20', displayName: 'Test device' },
      },
    );
    const enrollment = await authenticator.enroll({ accessToken: server.signIn('00uJo'), enableCiba: true });
    return { authenticator, enrollment };
  };
  it('bring events over a real connection, survive its loss, and end when they are closed', async () => {
    const { authenticator, enrollment } = await enrolled();
    const states: LiveState[] = [];
    const lists: string[][] = [];
    const watching = authenticator.watch({
      state: (state) => void states.push(state),
      pending: ({ challenges }) => void lists.push(challenges.map((challenge) => challenge.transactionId)),
    });
    await eventually(() => expect(lists).toHaveLength(1));
    const transactionId = server.ask(enrollment.id);
    server.tell('challenge', { transactionId, enrollmentId: enrollment.id });
    await eventually(() => expect(lists).toEqual([[], [transactionId]]));
    server.streams[0]?.destroy();
    await eventually(() => expect(lists).toHaveLength(3));
    server.streams[0]?.end();
    await eventually(() => expect(lists).toHaveLength(4));
    expect(states).toEqual(['connecting', 'connected', 'reconnecting', 'connected', 'reconnecting', 'connected']);
    watching.close();
    await eventually(() => expect(server.streams).toHaveLength(0));
    expect(states).toHaveLength(6);
  });

  it.each([
    { what: 'an error', effect: { status: 404, body: { errorCode: 'E0000007' } }, code: 'resource_not_found' },
    { what: 'an enrollment that is gone', effect: { status: 410, body: { errorCode: 'E0000154' } }, code: 'enrollment_deleted' },
  ])('are refused by an answer that is no stream: $what', async ({ effect, code }) => {
    const { authenticator } = await enrolled();
    server.faults.push({ path: '/events', effect });
    const told: (string | undefined)[] = [];
    const watching = authenticator.watch({ pending: () => undefined, state: (state, error) => void told.push(state, error?.code) });
    await eventually(() => expect(told).toEqual(['connecting', undefined, 'unavailable', code]));
    watching.close();
  });
});
