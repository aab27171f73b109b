import { deviceOutput } from '@countersign/contracts';
import { randomText } from '@countersign/engine';
import { toTimestamp } from '@countersign/storage';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type ManagementApp, openManagementApp } from '../../testing/open-management-app.js';

let api: ManagementApp;
beforeAll(async () => {
  api = await openManagementApp();
});
afterAll(() => api.close());

const id = (prefix: string) => prefix + randomText(api.engine.random, 17);
const key = JSON.stringify({ kty: 'EC', crv: 'P-256', kid: 'k', x: 'x', y: 'y' });

/** A phone with one enrollment of the demo user. */
async function enrolledDevice(): Promise<{ readonly deviceId: string; readonly enrollmentId: string }> {
  const [deviceId, enrollmentId] = [id('guo'), id('pfd')];
  const at = toTimestamp(api.clock.now());
  await api.database.transaction([
    {
      text: `insert into device (id, org_id, status, client_instance_id, client_instance_key, profile, created_at, updated_at)
        values ($1, $2, 'ACTIVE', $3, $4, '{"displayName":"Phone","platform":"IOS"}', $5, $5)`,
      values: [deviceId, api.orgId, id('cli'), key, at],
    },
    {
      text: `insert into enrollment (id, org_id, user_id, device_id, authenticator_id, status, method_id, push_token_sealed, transaction_types, keys, created_at, updated_at)
        values ($1, $2, $3, $4, $5, 'ACTIVE', $6, 'token', '["CIBA"]', '{}', $7, $7)`,
      values: [enrollmentId, api.orgId, api.user.id, deviceId, api.authenticatorId, id('opf'), at],
    },
  ]);
  return { deviceId, enrollmentId };
}

/** A pending request that these enrollments are asked. */
async function ask(...enrollmentIds: readonly string[]): Promise<string> {
  const hash = id('hash');
  const at = toTimestamp(api.clock.now());
  const end = toTimestamp(api.clock.now() + 300_000);
  await api.database.transaction([
    {
      text: `insert into backchannel_request (auth_req_id_hash, transaction_id, org_id, transaction_type, display, authorization_server_id, client_id, user_id, login_hint, scopes, acr_values,
        lifetimes, interval_seconds, state, created_at, expires_at, requested_from)
        values ($1, $1, $2, 'CIBA', '{}', $3, 'client', $4, '', '[]', '[]', '{}', 5, 'pending', $5, $6, '{}')`,
      values: [hash, api.orgId, api.serverId, api.user.id, at, end],
    },
    ...enrollmentIds.map((enrollmentId) => ({
      text: `insert into challenge (transaction_id, enrollment_id, org_id, nonce, transaction_type, user_verification, state, created_at, expires_at)
        values ($1, $2, $3, 'n', 'CIBA', 'NONE', 'open', $4, $5)`,
      values: [hash, enrollmentId, api.orgId, at, end],
    })),
  ]);
  return hash;
}

async function stateOf(hash: string): Promise<readonly [request: string | undefined, ...challenges: string[]]> {
  const request = await api.database.query<{ state: string }>({
    text: 'select state from backchannel_request where auth_req_id_hash = $1',
    values: [hash],
  });
  const challenges = await api.database.query<{ state: string }>({
    text: 'select state from challenge where transaction_id = $1 order by state',
    values: [hash],
  });
  return [request.rows[0]?.state, ...challenges.rows.map((row) => row.state)];
}

describe('devices', () => {
  it('are listed, found by search, and shown with their users', async () => {
    const { deviceId } = await enrolledDevice();
    const list = await api.expect<readonly { id: string }[]>(
      200,
      'GET',
      `/devices?search=${encodeURIComponent('profile.displayName sw "pho" and status eq "ACTIVE"')}`,
    );
    z.array(deviceOutput).parse(list);
    expect(list.map((device) => device.id)).toContain(deviceId);
    expect(await api.expect(200, 'GET', `/devices/${deviceId}`)).toMatchObject({
      status: 'ACTIVE',
      profile: { platform: 'IOS', registered: true },
      _links: { suspend: {}, deactivate: {} },
    });
    expect(await api.expect(200, 'GET', `/devices/${deviceId}/users`)).toMatchObject([{ user: { id: api.user.id } }]);
    expect(JSON.stringify(await api.expect(200, 'GET', `/users/${api.user.id}/devices`))).toContain(deviceId);
    await api.expect(404, 'GET', '/devices/guoNothing');
  });

  it('S-069 suspending ends the requests only this device could answer, and its challenge of the others', async () => {
    const lost = await enrolledDevice();
    const other = await enrolledDevice();
    const alone = await ask(lost.enrollmentId);
    const both = await ask(lost.enrollmentId, other.enrollmentId);
    const elsewhere = await ask(other.enrollmentId);
    const heard: string[] = [];
    const stop = api.engine.bus.subscribe((message) => message.kind === 'request-changed' && heard.push(message.authReqIdHash));
    await api.expect(204, 'POST', `/devices/${lost.deviceId}/lifecycle/suspend`);
    stop();
    expect(await stateOf(alone)).toEqual(['failed', 'expired']);
    expect(await stateOf(both)).toEqual(['pending', 'expired', 'open']);
    expect(await stateOf(elsewhere)).toEqual(['pending', 'open']);
    expect(heard).toEqual([alone]);
    const events = await api.events('x.ciba.request.fail');
    expect(events.map(({ targets }) => targets.map((target) => target.id))).toEqual([[lost.deviceId, alone, 'client']]);
  });

  it('moves through its life; deactivating deletes the enrollments on it', async () => {
    const { deviceId, enrollmentId } = await enrolledDevice();
    const enrollment = async () =>
      (
        await api.database.query<{ status: string; push_token_sealed: string }>({
          text: 'select status, push_token_sealed from enrollment where id = $1',
          values: [enrollmentId],
        })
      ).rows[0];
    const step = (status: number, verb: string) => api.expect(status, 'POST', `/devices/${deviceId}/lifecycle/${verb}`);
    await step(204, 'suspend');
    expect(await api.expect(403, 'POST', `/devices/${deviceId}/lifecycle/suspend`)).toMatchObject({ errorCode: 'E0000152' });
    expect((await enrollment())?.status).toBe('ACTIVE');
    await step(204, 'unsuspend');
    await step(403, 'activate');
    expect(await api.expect(403, 'DELETE', `/devices/${deviceId}`)).toMatchObject({ errorCode: 'E0000152' });
    await step(204, 'deactivate');
    expect(await enrollment()).toEqual({ status: 'DELETED', push_token_sealed: '' });
    await step(204, 'activate');
    expect((await enrollment())?.status).toBe('DELETED');
    await step(204, 'deactivate');
    await api.expect(204, 'DELETE', `/devices/${deviceId}`);
    await api.expect(404, 'GET', `/devices/${deviceId}`);
    const logged = await Promise.all(
      ['suspend', 'unsuspend', 'deactivate', 'activate', 'delete'].map((verb) => api.events(`device.lifecycle.${verb}`)),
    );
    expect(logged.every((events) => events.some(({ targets }) => targets.some((target) => target.id === deviceId)))).toBe(true);
  });
});
