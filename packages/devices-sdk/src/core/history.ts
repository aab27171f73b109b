/** What was decided on this device: kept here only, for the person to look back. */
import type { DisplayLine } from '@countersign/evidence';
import type { DeviceContext } from './context.js';
import { isObject } from './json.js';
import { deleteRecord, readRecord, writeRecord } from './records.js';
import type { ConsentChoice } from './remediation.js';
import type { VerifiedChallenge } from './verify-challenge.js';

/** `closed`: decided elsewhere, cancelled or expired. `wrongNumber`: the transaction ended as denied. `notSent`: no reply came; the server may have it all the same. */
export type HistoryOutcome = 'accepted' | 'alreadyAnswered' | 'closed' | 'refused' | 'wrongNumber' | 'notSent';

/** Why a person says that a request was not right. */
export type ReportReason = 'not_me' | 'changed_mind' | 'wrong_details';

export interface HistoryEntry {
  readonly transactionId: string;
  /** As they were shown; empty when the challenge came without a display document. */
  readonly lines: readonly DisplayLine[];
  readonly clientName: string | undefined;
  readonly bindingMessage: string | undefined;
  readonly decision: ConsentChoice;
  readonly decidedAt: Date;
  readonly outcome: HistoryOutcome;
  readonly reported: ReportReason | undefined;
}

/** Newest first. `decidedAt` in milliseconds since the epoch. */
interface HistoryRecord {
  readonly entries: readonly (Omit<HistoryEntry, 'decidedAt'> & { readonly decidedAt: number })[];
}

const maxEntries = 30;
const historyKey = (enrollmentId: string) => `countersign/history/${enrollmentId}`;

export async function listHistory(context: DeviceContext, enrollmentId: string): Promise<readonly HistoryEntry[]> {
  const { entries } = await readHistory(context, enrollmentId);
  return entries.map((entry) => ({ ...entry, decidedAt: new Date(entry.decidedAt) }));
}

/** Puts the decision in front, in place of an earlier entry of the same transaction. The answer counts even where this fails. */
export async function rememberDecision(
  context: DeviceContext,
  verified: VerifiedChallenge,
  decided: { readonly decision: ConsentChoice; readonly at: number; readonly outcome: HistoryOutcome },
): Promise<void> {
  const { transactionId, bindingMessage, appInstanceName, display } = verified;
  const entry = {
    transactionId,
    lines: display?.document.lines ?? [],
    clientName: display?.document.clientName ?? appInstanceName,
    bindingMessage,
    decision: decided.decision,
    decidedAt: decided.at,
    outcome: decided.outcome,
    reported: undefined,
  };
  await changeHistory(context, verified.enrollment.enrollmentId, (entries) => [
    entry,
    ...entries.filter((other) => other.transactionId !== transactionId),
  ]).catch(() => undefined);
}

export async function rememberReport(context: DeviceContext, enrollmentId: string, report: ReportedTransaction): Promise<void> {
  const mark = (entry: HistoryRecord['entries'][number]) =>
    entry.transactionId === report.transactionId ? { ...entry, reported: report.reason } : entry;
  await changeHistory(context, enrollmentId, (entries) => entries.map(mark)).catch(() => undefined);
}

export interface ReportedTransaction {
  readonly transactionId: string;
  readonly reason: ReportReason;
}

export function deleteHistory(context: DeviceContext, enrollmentId: string): Promise<void> {
  return deleteRecord(context, historyKey(enrollmentId));
}

function changeHistory(
  context: DeviceContext,
  enrollmentId: string,
  change: (entries: HistoryRecord['entries']) => HistoryRecord['entries'],
): Promise<void> {
  return context.exclusively(`history/${enrollmentId}`, async () => {
    const { entries } = await readHistory(context, enrollmentId);
    await writeRecord(context, historyKey(enrollmentId), { entries: change(entries).slice(0, maxEntries) } satisfies HistoryRecord);
  });
}

async function readHistory(context: DeviceContext, enrollmentId: string): Promise<HistoryRecord> {
  return (await readRecord(context, historyKey(enrollmentId), isHistoryRecord)) ?? { entries: [] };
}

function isHistoryRecord(value: unknown): value is HistoryRecord {
  return (
    isObject(value) &&
    Array.isArray(value['entries']) &&
    value['entries'].every((entry) => isObject(entry) && Array.isArray(entry['lines']))
  );
}
