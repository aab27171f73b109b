/**
 * What a device keeps (devices protocol 10): one record for the org, one per enrollment, the last policy. Each lies under its own
 * key as JSON, so that no write touches more than one of them.
 */
import type { TransactionType } from '@countersign/contracts/wire';
import type { DeviceContext, OrgConnection } from './context.js';
import { DeviceError } from './errors.js';
import { isObject, parseJson } from './json.js';
import { newUuid } from './uuid.js';

/** The device as the org knows it; shared by all enrollments at that org. */
export interface OrgRecord {
  readonly orgId: string;
  readonly deviceId: string;
  readonly clientInstanceId: string;
  readonly clientInstanceKid: string;
}

export interface EnrollmentRecord {
  readonly enrollmentId: string;
  readonly org: string;
  readonly orgId: string;
  readonly clientId: string;
  readonly authenticatorId: string;
  readonly userId: string;
  readonly username?: string;
  readonly deviceId: string;
  readonly clientInstanceId: string;
  readonly methodId: string;
  readonly pendingHref: string;
  readonly proofOfPossessionKid: string;
  readonly userVerificationKid?: string;
  /** True when `userVerificationKid` is the credential id of a passkey instead of the name of a key. */
  readonly passkey?: boolean;
  /** What the server was last told; absent until it is known. */
  readonly pushToken?: string;
  readonly transactionTypes: readonly TransactionType[];
  readonly createdDate?: string;
  /** How many maintenance assertions were made, so that none ever carries the `jti` of another. */
  readonly assertions: number;
  /** The server's last refusal; absent after a success. */
  readonly lastErrorCode?: string;
}

const prefix = 'countersign/';
const enrollmentPrefix = `${prefix}enrollment/`;
const orgKey = (org: string) => `${prefix}org/${org}`;
const enrollmentKey = (id: string) => `${enrollmentPrefix}${id}`;

export function findOrgRecord(context: DeviceContext): Promise<OrgRecord | undefined> {
  return readRecord(context, orgKey(context.org), isOrgRecord);
}

export function saveOrgRecord(context: DeviceContext, record: OrgRecord): Promise<void> {
  return writeRecord(context, orgKey(context.org), record);
}

export function deleteOrgRecord(context: DeviceContext): Promise<void> {
  return inStorage(() => context.ports.storage.delete(orgKey(context.org)));
}

export function findEnrollmentRecord(context: DeviceContext, id: string): Promise<EnrollmentRecord | undefined> {
  return readRecord(context, enrollmentKey(id), isEnrollmentRecord);
}

/** Every enrollment of this org and app, oldest id first. */
export async function listEnrollmentRecords(context: DeviceContext): Promise<readonly EnrollmentRecord[]> {
  const keys = [...(await inStorage(() => context.ports.storage.keys(enrollmentPrefix)))].sort();
  const records = await Promise.all(keys.map((key) => readRecord(context, key, isEnrollmentRecord)));
  return records.filter(
    (record): record is EnrollmentRecord => record !== undefined && record.org === context.org && record.clientId === context.clientId,
  );
}

export function saveEnrollmentRecord(context: DeviceContext, record: EnrollmentRecord): Promise<void> {
  return writeRecord(context, enrollmentKey(record.enrollmentId), record);
}

export function deleteEnrollmentRecord(context: DeviceContext, id: string): Promise<void> {
  return inStorage(() => context.ports.storage.delete(enrollmentKey(id)));
}

/** Reads the record as it is now, changes it and writes it back; changes of one enrollment follow one another. */
export function changeEnrollmentRecord(
  context: DeviceContext,
  id: string,
  change: (record: EnrollmentRecord) => EnrollmentRecord,
): Promise<EnrollmentRecord> {
  return context.exclusively(`record/${id}`, async () => {
    const record = await findEnrollmentRecord(context, id);
    if (record === undefined) throw new DeviceError('enrollment_not_found');
    const changed = change(record);
    await saveEnrollmentRecord(context, changed);
    return changed;
  });
}

/** The stable id of this installation, by which the server recognises it again (`authenticatorAppKey`). */
export function installId(context: DeviceContext): Promise<string> {
  const given = context.application.installId;
  if (given !== undefined) return Promise.resolve(given);
  return context.exclusively('install-id', async () => {
    const key = `${prefix}install-id`;
    const kept = await inStorage(() => context.ports.storage.get(key));
    if (kept !== undefined) return kept;
    const made = newUuid(context.ports.random, 'install-id');
    await inStorage(() => context.ports.storage.set(key, made));
    return made;
  });
}

/** Undefined when there is none or what lies there is not readable as one. */
export async function readRecord<T>(
  context: Pick<OrgConnection, 'ports'>,
  key: string,
  isRecord: (value: unknown) => value is T,
): Promise<T | undefined> {
  const text = await inStorage(() => context.ports.storage.get(key));
  const value = text === undefined ? undefined : parseJson(text);
  return isRecord(value) ? value : undefined;
}

export function writeRecord(context: Pick<OrgConnection, 'ports'>, key: string, record: object): Promise<void> {
  return inStorage(() => context.ports.storage.set(key, JSON.stringify(record)));
}

export function deleteRecord(context: Pick<OrgConnection, 'ports'>, key: string): Promise<void> {
  return inStorage(() => context.ports.storage.delete(key));
}

async function inStorage<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    throw new DeviceError('storage_error', { cause });
  }
}

function isOrgRecord(value: unknown): value is OrgRecord {
  return isObject(value) && ['orgId', 'deviceId', 'clientInstanceId', 'clientInstanceKid'].every((name) => typeof value[name] === 'string');
}

function isEnrollmentRecord(value: unknown): value is EnrollmentRecord {
  const texts = ['enrollmentId', 'org', 'orgId', 'clientId', 'userId', 'deviceId', 'clientInstanceId', 'methodId', 'pendingHref'];
  return (
    isObject(value) &&
    [...texts, 'authenticatorId', 'proofOfPossessionKid'].every((name) => typeof value[name] === 'string') &&
    Array.isArray(value['transactionTypes']) &&
    typeof value['assertions'] === 'number'
  );
}
