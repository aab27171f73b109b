import type { BusMessage, Challenge, NewBackchannelRequest, OutboxMessage } from '@countersign/engine';
import { busChannel, formatMessages } from '../bus-payload.js';
import type { Database } from '../database.js';
import { insertEventsSql, systemLogRecord, toSystemLogRow } from '../system-log-row.js';
import {
  challengeColumns,
  challengeInputs,
  challengeRecord,
  outboxInput,
  outboxRecord,
  requestColumns,
  requestInput,
  requestRecord,
} from './request-row.js';

/** Everything an acknowledgement promises, in one statement: nothing spans a round trip (decisions 3.1). */
export const createSql = `
with request as (
  insert into backchannel_request (${requestColumns})
  select ${requestColumns} from jsonb_to_recordset($1::jsonb) as r(${requestRecord})
), challenge as (
  insert into challenge (${challengeColumns})
  select ${challengeColumns} from jsonb_to_recordset($2::jsonb) as r(${challengeRecord})
), message as (
  insert into outbox (id, org_id, kind, payload, due_at, created_at, expires_at)
  select id, org_id, kind, payload, created_at, created_at, expires_at from jsonb_to_recordset($3::jsonb) as r(${outboxRecord})
), event as (
  ${insertEventsSql(`jsonb_to_recordset($4::jsonb) as r(${systemLogRecord})`)}
)
select pg_notify('${busChannel}', payload) from jsonb_array_elements_text($5::jsonb) payload`;

export async function createRequests(database: Database, creations: readonly NewBackchannelRequest[]): Promise<readonly undefined[]> {
  const challenges = creations.flatMap((creation) => creation.challenges);
  const messages = creations.flatMap((creation) => creation.outbox);
  await database.query({
    name: 'requests-create',
    text: createSql,
    values: [
      JSON.stringify(creations.map(({ request }) => requestInput(request))),
      JSON.stringify(challengeInputs(challenges, messages)),
      JSON.stringify(messages.map(outboxInput)),
      JSON.stringify(creations.map(({ event }) => toSystemLogRow(event))),
      JSON.stringify(newsOf(challenges, messages)),
    ],
  });
  return creations.map(() => undefined);
}

/** What the nodes are told of new challenges, as payloads. */
export function newsOf(challenges: readonly Challenge[], outbox: readonly OutboxMessage[]): readonly string[] {
  const news: BusMessage[] = challenges.map(({ enrollmentId, transactionId }) => ({
    kind: 'challenge-created',
    enrollmentId,
    transactionId,
  }));
  if (outbox.length > 0) news.push({ kind: 'outbox-due' });
  return formatMessages(news);
}
