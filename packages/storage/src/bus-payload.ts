/**
 * Bus messages as payloads of NOTIFY: ids only, many to a payload, because PostgreSQL takes less than 8 000 bytes and serialises the
 * commits that notify. A payload is a letter for the kind and its entries, separated by blanks:
 *
 * - `r hash hash …` requests changed
 * - `c enrollment/transaction …` challenges were created or taken back
 * - `o` outbox rows are due
 * - `x record/id …` cached records changed
 *
 * Statements that decide which rows there are write the payloads themselves (`notifyChangedRequests`, `notifyChallenges`).
 */
import type { BusMessage, CachedRecord } from '@countersign/engine';

export const busChannel = 'countersign';
const maxBytes = 7_900;

const cachedRecords: readonly CachedRecord[] = [
  'client',
  'authorization-server',
  'signing-key',
  'org',
  'authenticator',
  'trusted-origin',
  'brand',
];

export function formatMessages(messages: readonly BusMessage[]): readonly string[] {
  const entries = new Map<string, Set<string>>();
  for (const message of messages) {
    const [kind, entry] = formatMessage(message);
    const known = entries.get(kind) ?? new Set();
    entries.set(kind, known.add(entry));
  }
  return [...entries].flatMap(([kind, of]) => packed(kind, of));
}

function formatMessage(message: BusMessage): readonly [kind: string, entry: string] {
  switch (message.kind) {
    case 'request-changed':
      return ['r', message.authReqIdHash];
    case 'challenge-created':
      return ['c', `${message.enrollmentId}/${message.transactionId}`];
    case 'outbox-due':
      return ['o', ''];
    case 'changed':
      // Ids of records may be chosen by an administrator.
      return ['x', `${message.record}/${encodeURIComponent(message.id)}`];
  }
}

/** Entries are ASCII. */
function packed(kind: string, entries: ReadonlySet<string>): readonly string[] {
  const payloads: string[] = [];
  let payload = kind;
  for (const entry of entries) {
    if (payload.length + 1 + entry.length > maxBytes) {
      payloads.push(payload);
      payload = kind;
    }
    if (entry !== '') payload += ` ${entry}`;
  }
  payloads.push(payload);
  return payloads;
}

/** Of a payload of another version only what this one knows. */
export function parsePayload(payload: string): readonly BusMessage[] {
  const [kind, ...entries] = payload.split(' ');
  if (kind === 'o') return [{ kind: 'outbox-due' }];
  return entries.flatMap((entry) => parseEntry(kind, entry) ?? []);
}

function parseEntry(kind: string | undefined, entry: string): BusMessage | undefined {
  const [first = '', second = ''] = entry.split('/');
  switch (kind) {
    case 'r':
      return { kind: 'request-changed', authReqIdHash: entry };
    case 'c':
      return { kind: 'challenge-created', enrollmentId: first, transactionId: second };
    case 'x': {
      const record = cachedRecords.find((name) => name === first);
      return record === undefined ? undefined : { kind: 'changed', record, id: decodeURIComponent(second) };
    }
    default:
      return undefined;
  }
}

/** A hash is 43 characters: 150 of them stay under the limit. */
const hashesPerPayload = 150;

/** A `select` that tells all nodes of the requests in `source` (a column `auth_req_id_hash`), on commit, once. */
export function notifyChangedRequests(source: string): string {
  return `select pg_notify('${busChannel}', 'r ' || string_agg(auth_req_id_hash, ' '))
    from (select auth_req_id_hash, (row_number() over () - 1) / ${hashesPerPayload} as part from ${source}) numbered group by part`;
}

/** The names of a challenge are 20 and 34 characters: 120 of them stay under the limit. */
const challengesPerPayload = 120;

/** The same of the challenges in `source` (columns `enrollment_id` and `transaction_id`), new ones or ones taken back. */
export function notifyChallenges(source: string): string {
  return `select pg_notify('${busChannel}', 'c ' || string_agg(enrollment_id || '/' || transaction_id, ' '))
    from (select enrollment_id, transaction_id, (row_number() over () - 1) / ${challengesPerPayload} as part from ${source}) numbered group by part`;
}
