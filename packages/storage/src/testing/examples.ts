/** Rows that store tests need around the one they are about. Ids are random, so that tests of one file do not meet. */
import { randomBytes } from 'node:crypto';
import { createAesCipher, type Device, type Enrollment, type SystemLogEvent } from '@countersign/engine';
import type { Database } from '../database.js';
import { toTimestamp } from '../parameters.js';

export const exampleNow = Date.UTC(2026, 0, 15, 12, 0, 0);
export const exampleCipher = createAesCipher([new Uint8Array(32).fill(7)]);
const at = toTimestamp(exampleNow);

export const exampleId = (prefix: string) => prefix + randomBytes(9).toString('hex').slice(0, 17);

export interface ExampleOrg {
  readonly orgId: string;
  readonly userId: string;
  readonly appId: string;
  readonly clientId: string;
  readonly serverId: string;
  readonly authenticatorId: string;
}

/** An org with one active user, app, authorization server and authenticator. */
export async function insertExampleOrg(database: Database): Promise<ExampleOrg> {
  const orgId = exampleId('00o');
  const userId = exampleId('00u');
  const appId = exampleId('0oa');
  const serverId = exampleId('aus');
  const authenticatorId = exampleId('aut');
  await database.transaction([
    {
      text: 'insert into org (id, url, name, settings, key_check, created_at, updated_at) values ($1, $2, $3, $4, $5, $6, $6)',
      values: [orgId, `https://${orgId}.example`, 'Example', {}, 'check', at],
    },
    {
      text: `insert into directory_user (id, org_id, status, login, email, profile, created_at, updated_at)
        values ($1, $2, 'ACTIVE', $3, $3, $4, $5, $5)`,
      values: [userId, orgId, `${userId}@example.com`, { firstName: 'Ann' }, at],
    },
    {
      text: `insert into app (id, org_id, client_id, label, status, document, created_at, updated_at) values ($1, $2, $1, $1, 'ACTIVE', $3, $4, $4)`,
      // everyone may use it
      values: [appId, orgId, { settings: { implicitAssignment: true } }, at],
    },
    {
      text: `insert into authorization_server (id, org_id, kind, is_default, name, description, audience, issuer_mode, status, rotation_mode, signing_alg,
        created_at, updated_at) values ($1, $2, 'custom', true, 'default', '', 'api://default', 'ORG_URL', 'ACTIVE', 'AUTO', 'RS256', $3, $3)`,
      values: [serverId, orgId, at],
    },
    {
      text: `insert into authenticator (id, org_id, key, name, status, mobile_app_id, document, created_at, updated_at)
        values ($1, $2, 'custom_app', 'Example', 'ACTIVE', $3, $4, $5, $5)`,
      values: [authenticatorId, orgId, appId, {}, at],
    },
  ]);
  return { orgId, userId, appId, clientId: appId, serverId, authenticatorId };
}

export function exampleDevice(org: ExampleOrg, change: Partial<Device> = {}): Device {
  return {
    id: exampleId('guo'),
    orgId: org.orgId,
    status: 'ACTIVE',
    clientInstanceId: exampleId('cli'),
    clientInstanceKey: { kty: 'EC', crv: 'P-256', kid: 'instance', x: 'x', y: 'y' },
    authenticatorAppKey: undefined,
    profile: { displayName: 'Phone' },
    createdAt: exampleNow,
    updatedAt: exampleNow,
    ...change,
  };
}

export function exampleEnrollment(org: ExampleOrg, device: Device, change: Partial<Enrollment> = {}): Enrollment {
  return {
    id: exampleId('pfd'),
    orgId: org.orgId,
    userId: org.userId,
    deviceId: device.id,
    authenticatorId: org.authenticatorId,
    status: 'ACTIVE',
    methodId: exampleId('opf'),
    pushToken: '',
    apsEnvironment: undefined,
    transactionTypes: ['LOGIN', 'CIBA'],
    keys: { proofOfPossession: { kty: 'EC', crv: 'P-256', kid: 'pop', x: 'x', y: 'y' } },
    createdAt: exampleNow,
    updatedAt: exampleNow,
    ...change,
  };
}

export function exampleEvent(org: ExampleOrg, eventType = 'x.test.event'): SystemLogEvent {
  return {
    uuid: randomBytes(16).toString('hex'),
    orgId: org.orgId,
    publishedAt: exampleNow,
    eventType,
    severity: 'INFO',
    displayMessage: 'A test event',
    actor: { id: 'test', type: 'SystemPrincipal' },
    targets: [],
    outcome: { result: 'SUCCESS' },
    requestId: 'request',
    ip: '127.0.0.1',
    userAgent: 'test',
    debugData: {},
  };
}

/** How many events of this type the org has. */
export async function countEvents(database: Database, org: ExampleOrg, eventType: string): Promise<number> {
  const { rows } = await database.query<{ count: number }>({
    text: 'select count(*) as count from system_log where org_id = $1 and event_type = $2',
    values: [org.orgId, eventType],
  });
  return rows[0]?.count ?? 0;
}
