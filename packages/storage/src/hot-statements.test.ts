import { defaultPromptLimits } from '@countersign/engine';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAuthorizationCodeStore } from './authorization-code-store.js';
import { createBackchannelRequestStore } from './backchannel-request/backchannel-request-store.js';
import { createChallengeStore } from './challenge-store.js';
import type { Database, Statement } from './database.js';
import { createEnrollmentLinkStore } from './enrollment-link-store.js';
import { createEnrollmentStore } from './enrollment-store.js';
import { createEventStore } from './event-store.js';
import { createGrantStore } from './grant-store.js';
import { createOpenChallengeStore } from './open-challenge-store.js';
import { createOutboxStore } from './outbox-store.js';
import { toParameter, toTimestamp } from './parameters.js';
import { createRecipientStore } from './recipient-store.js';
import { createReplayStore } from './replay-store.js';
import { createSessionStore } from './session-store.js';
import { exampleCipher, exampleEvent, exampleNow, type ExampleOrg, insertExampleOrg } from './testing/examples.js';
import { enrolExampleDevice, exampleCreation, exampleDecision, exampleRedemption, exampleRequest } from './testing/example-requests.js';
import { openTestDatabase, testStore, type TestDatabase } from './testing/open-test-database.js';

/** The statements that must never read a table whole, however large it is. */
const statements = new Map<string, Statement>();

let test: TestDatabase;
let org: ExampleOrg;

/** Uses every store once, and remembers each statement that has a name. */
async function useEveryStore(): Promise<void> {
  const database: Database = {
    ...test.database,
    query: (statement) => {
      if (statement.name !== undefined) statements.set(statement.name, statement);
      return test.database.query(statement);
    },
    transaction: (group) => {
      for (const statement of group) if (statement.name !== undefined) statements.set(statement.name, statement);
      return test.database.transaction(group);
    },
  };
  const now = exampleNow;
  const enrollment = await enrolExampleDevice(database, org);
  const requests = createBackchannelRequestStore({ database });
  const request = exampleRequest(org);
  await requests.create(exampleCreation(org, request, [enrollment]));
  const limited = exampleCreation(org, exampleRequest(org, { clientId: 'another' }), [enrollment]);
  await requests.createWithinLimits({ ...limited, limits: defaultPromptLimits, refusal: exampleEvent(org) });
  await requests.findStatus(request.authReqIdHash);
  await requests.listChanged([request.authReqIdHash]);
  await requests.findByTransactionId(org.orgId, request.transactionId);
  await requests.recordPoll({ authReqIdHash: request.authReqIdHash, polledAt: now, previousPolledAt: now });
  const none = { findById: async () => undefined, findByClientId: async () => undefined };
  const challenges = createChallengeStore({ database, cipher: exampleCipher, authenticators: none, clients: none });
  await challenges.find(org.orgId, request.transactionId, enrollment.id);
  await challenges.listOpen(org.orgId, enrollment.id, now);
  const openChallenges = createOpenChallengeStore({ database });
  await openChallenges.listEnrollmentIds({ orgId: org.orgId, userId: org.userId, authenticatorId: org.authenticatorId });
  await openChallenges.list([enrollment.id], now);
  await requests.decide(exampleDecision(org, request, enrollment));
  const redemption = exampleRedemption(org, request);
  await requests.redeem(redemption);
  await requests.cancel({ orgId: org.orgId, transactionId: 'none', outcome: 'cancelled', reason: '', now, event: exampleEvent(org) });
  await requests.cancel({ orgId: org.orgId, authReqIdHash: 'none', outcome: 'cancelled', reason: '', now, event: exampleEvent(org) });
  const outbox = createOutboxStore({ database });
  for (const message of await outbox.claim(10, 1_000, now)) await outbox.markSent({ id: message.id, detail: 'sent', push: 'sent', now });
  await outbox.nextDueAt();
  const grants = createGrantStore({ database });
  await grants.isLive(org.orgId, redemption.grant.id, 'jti');
  await grants.findRefreshToken('none');
  await grants.rotateRefreshToken({
    hash: 'none',
    successor: { hash: 'next', grantId: 'none', issuedAt: now, idleExpiresAt: now, replacedAt: undefined },
    leewayMs: 0,
    now,
    event: exampleEvent(org),
  });
  await grants.touchRefreshToken('none', now, exampleEvent(org));
  await createReplayStore({ database }).useOnce({ kind: 'k', issuer: 'i', jti: 'j', expiresAt: now + 1, now });
  await createSessionStore({ database }).use('none', now, 1_000);
  await createAuthorizationCodeStore({ database }).consume('none', 'none', now);
  await createEventStore({ database }).append(exampleEvent(org));
  const enrollments = createEnrollmentStore({ database, cipher: exampleCipher });
  await enrollments.findById(org.orgId, enrollment.id);
  await enrollments.findByMethodId(org.orgId, enrollment.methodId);
  await enrollments.findDevice(org.orgId, enrollment.deviceId);
  const links = createEnrollmentLinkStore({ database });
  await links.findById(org.orgId, 'none');
  await links.findByCode(org.orgId, 'none');
  await links.open({ orgId: org.orgId, id: 'none', grantId: 'none', now, expiresAt: now, event: exampleEvent(org) });
  const recipients = createRecipientStore({ database });
  await recipients.find({ orgId: org.orgId, appId: org.appId, authenticatorId: org.authenticatorId, hint: { login: 'somebody' } });
}

/** Some thousand rows in every table the statements touch, all of them finished: what statistics say of a server after a quiet night. */
async function fill(): Promise<void> {
  const at = toTimestamp(exampleNow);
  const series = 'from generate_series(1, 4000) n';
  const inserts = [
    `insert into directory_user (id, org_id, status, login, email, profile, created_at, updated_at)
      select 'fill-u' || n, $1, 'ACTIVE', 'fill-' || n, 'fill-' || n, '{}', $2::timestamptz, $2::timestamptz ${series}`,
    `insert into app (id, org_id, client_id, label, status, document, created_at, updated_at)
      select 'fill-a' || n, $1, 'fill-a' || n, 'fill-a' || n, 'ACTIVE', '{}', $2::timestamptz, $2::timestamptz ${series}`,
    `insert into directory_group (id, org_id, kind, name, description, created_at, updated_at, membership_updated_at)
      select 'fill-g' || n, $1, 'OKTA_GROUP', 'fill-' || n, '', $2::timestamptz, $2::timestamptz, $2::timestamptz ${series}`,
    `insert into group_member (org_id, group_id, user_id) select $1, 'fill-g' || n, 'fill-u' || n ${series} where $2::timestamptz is not null`,
    `insert into app_user (org_id, app_id, user_id, user_name, profile, created_at, updated_at)
      select $1, 'fill-a' || n, 'fill-u' || n, '', '{}', $2::timestamptz, $2::timestamptz ${series}`,
    `insert into app_group (org_id, app_id, group_id, priority, profile, updated_at)
      select $1, 'fill-a' || n, 'fill-g' || n, 0, '{}', $2::timestamptz ${series}`,
    `insert into client_block (user_id, client_id, org_id, transaction_id, enrollment_id, created_at)
      select 'fill-u' || n, 'fill-a' || n, $1, 't', 'e', $2::timestamptz ${series}`,
    `insert into prompt_pause (user_id, org_id, paused_until) select 'fill-u' || n, $1, $2::timestamptz ${series}`,
    `insert into device (id, org_id, status, client_instance_id, client_instance_key, profile, created_at, updated_at)
      select 'fill-d' || n, $1, 'ACTIVE', 'i', '{}', '{}', $2::timestamptz, $2::timestamptz ${series}`,
    `insert into enrollment (id, org_id, user_id, device_id, authenticator_id, status, method_id, push_token_sealed, transaction_types, keys, created_at, updated_at)
      select 'fill-e' || n, $1, 'fill-u' || n, 'fill-d' || n, '${org.authenticatorId}', 'ACTIVE', 'fill-m' || n, '', '["CIBA"]', '{}', $2::timestamptz, $2::timestamptz ${series}`,
    `insert into enrollment_link (id, org_id, user_id, authenticator_id, code_hash, created_by, created_at, expires_at)
      select 'fill-l' || n, $1, 'fill-u' || n, '${org.authenticatorId}', 'fill-c' || n, '{}', $2::timestamptz, $2::timestamptz ${series}`,
    `insert into backchannel_request (auth_req_id_hash, transaction_id, org_id, transaction_type, authorization_server_id, client_id, user_id, login_hint,
        scopes, display, acr_values, lifetimes, interval_seconds, state, created_at, expires_at, requested_from)
      select 'fill-h' || n, 'fill-t' || n, $1, 'CIBA', 's', 'c', 'fill-u' || n, '', '[]', '{}', '[]', '{}', 5,
        'redeemed', $2::timestamptz, $2::timestamptz + n * interval '1 second', '{}' ${series}`,
    `insert into challenge (transaction_id, enrollment_id, org_id, nonce, transaction_type, user_verification, state, created_at, expires_at)
      select 'fill-t' || n, 'fill-e' || n, $1, 'n', 'CIBA', 'NONE', 'answered', $2::timestamptz, $2::timestamptz ${series}`,
    `insert into outbox (id, org_id, kind, payload, due_at, created_at, expires_at, finished_at)
      select 'fill-o' || n, $1, 'push-challenge', '{}', $2::timestamptz, $2::timestamptz, $2::timestamptz, $2::timestamptz ${series}`,
    `insert into oauth_grant (id, org_id, authorization_server_id, client_id, user_id, grant_type, scopes, auth_time, amr, access_token_seconds,
        refresh_token_idle_seconds, created_at)
      select 'fill-g' || n, $1, 's', 'c', 'fill-u' || n, 'g', '[]', $2::timestamptz, '[]', 1, 1, $2::timestamptz ${series}`,
    `insert into refresh_token (hash, grant_id, issued_at, idle_expires_at) select 'fill-r' || n, 'fill-g' || n, $2::timestamptz, $2::timestamptz from generate_series(1, 4000) n where $1 <> ''`,
    `insert into revoked_token (jti, org_id, expires_at) select 'fill-j' || n, $1, $2::timestamptz ${series}`,
    `insert into authorization_code (hash, org_id, authorization_server_id, client_id, user_id, redirect_uri, scopes, auth_time, amr, max_age_requested, created_at, expires_at)
      select 'fill-c' || n, $1, 's', 'c', 'u', 'r', '[]', $2::timestamptz, '[]', false, $2::timestamptz, $2::timestamptz ${series}`,
    `insert into session (hash, org_id, user_id, auth_time, amr, created_at, last_used_at, expires_at)
      select 'fill-s' || n, $1, 'fill-u' || n, $2::timestamptz, '[]', $2::timestamptz, $2::timestamptz, $2::timestamptz ${series}`,
    `insert into used_statement (kind, issuer, jti, expires_at) select 'k', $1, 'fill-' || n, $2::timestamptz ${series}`,
  ];
  for (const text of inserts) await test.database.query({ text, values: [org.orgId, at] });
}

/** The plan PostgreSQL would store for the statement's name: one for all values. */
async function storedPlan({ text, values = [] }: Statement): Promise<string> {
  const connection = await test.database.connect();
  try {
    await connection.query({ text: 'set plan_cache_mode = force_generic_plan' });
    await connection.query({ text: `prepare examined as ${text}` });
    const literals = values.map((value) => {
      const parameter = toParameter(value);
      return parameter === null ? 'null' : `'${parameter.replaceAll("'", "''")}'`;
    });
    const { rows } = await connection.query<Record<string, string>>({
      text: `explain (costs off) execute examined${literals.length === 0 ? '' : `(${literals.join(', ')})`}`,
    });
    return rows.map((row) => row['QUERY PLAN']).join('\n');
  } finally {
    await connection.query({ text: 'deallocate examined' });
    await connection.query({ text: 'reset plan_cache_mode' });
    await connection.release();
  }
}

/** Tables and indexes that are read from end to end: an index scan without a condition is as bad as a sequential one. */
async function wholeReads(): Promise<readonly string[]> {
  const found: string[] = [];
  for (const [name, statement] of statements) {
    // Reads what is unfinished, by an index that holds nothing else.
    if (name === 'outbox-next-due') continue;
    const plan = await storedPlan(statement);
    for (const [scan, , condition] of plan.matchAll(/(Seq Scan on|Index (?:Only )?Scan using) .*(\n *(?:Index|Recheck) Cond)?/g)) {
      if (condition === undefined) found.push(`${name}: ${scan}\n${plan}`);
    }
  }
  return found;
}

describe.runIf(testStore() === 'postgres')('hot statements', () => {
  beforeAll(async () => {
    test = await openTestDatabase({ fresh: true });
    org = await insertExampleOrg(test.database);
    await useEveryStore();
  });
  afterAll(() => test.dispose());

  it('are all looked at', () => {
    expect(statements.size).toBeGreaterThanOrEqual(25);
  });

  it('read no table whole when their plans are made while the tables are empty: the plan stays while they grow', async () => {
    expect(await wholeReads()).toEqual([]);
  });

  it('read no table whole with some thousand rows in each', async () => {
    await fill();
    await test.database.query({ text: 'analyze' });
    expect(await wholeReads()).toEqual([]);
  });

  it('counts the day of a person by a range of an index, also of one who was asked 500 times', async () => {
    const limited = statements.get('requests-create-limited');
    if (limited === undefined) throw new Error('prompt limits were not used');
    await test.database.query({
      text: `insert into backchannel_request (auth_req_id_hash, transaction_id, org_id, transaction_type, authorization_server_id, client_id, user_id, login_hint,
          scopes, display, acr_values, lifetimes, interval_seconds, state, created_at, expires_at, requested_from)
        select 'day-h' || p || '-' || n, 'day-t' || p || '-' || n, $1, 'CIBA', 's', 'c', 'day-u' || p, '', '[]', '{}', '[]', '{}', 5,
          'redeemed', $2::timestamptz - n * interval '1 minute', $2::timestamptz, '{}' from generate_series(1, 500) n, generate_series(1, 20) p`,
      values: [org.orgId, toTimestamp(exampleNow)],
    });
    await test.database.query({ text: 'analyze backchannel_request' });
    expect(await storedPlan(limited)).toMatch(
      / backchannel_request_user\b.*\n *Index Cond: \(\(user_id = i\.user_id\) AND \(created_at > \(i\.asked_at/,
    );
  });

  it('costs at most one commit for eight acknowledgements at 128 at once, as the rows themselves tell', async () => {
    // Rows of one transaction carry its id. The server's statistics would count what idle connections report late, too.
    const commits = async () => {
      const text = 'select count(distinct xmin::text) from backchannel_request';
      return (await test.database.query<{ count: number }>({ text })).rows[0]?.count ?? 0;
    };
    const store = createBackchannelRequestStore({ database: test.database });
    const enrollment = await enrolExampleDevice(test.database, org);
    const before = await commits();
    const acknowledge = async () => {
      for (let n = 0; n < 20; n += 1) await store.create(exampleCreation(org, exampleRequest(org), [enrollment]));
    };
    await Promise.all(Array.from({ length: 128 }, acknowledge));
    expect((await commits()) - before).toBeLessThanOrEqual((128 * 20) / 8);
  });
});
