/**
 * What a seal of the system log says of one event: a digest over what happened and when, and over the digest of everything that tells
 * about whom. The event's random id is among the latter and salts it, so that the content of an event can be erased later, with its
 * id, and the chain still holds: what is left proves that there was an event, and cannot be guessed back (security model S-121).
 */
import { canonicalJson, type Json } from './canonical-json.js';
import { isObject, type JsonObject } from './jws.js';

/** An event as the log seals it. Times are ISO 8601 in UTC, with milliseconds. */
export interface LogEntry {
  readonly published: string;
  readonly eventType: string;
  readonly severity: string;
  readonly result: string;
  readonly content: Json;
}

/** An event whose content was erased: in place of the content its digest. */
export interface ErasedLogEntry extends Omit<LogEntry, 'content'> {
  readonly erased: string;
}

/** The text whose digest stands for the content. */
export function contentText({ content }: Pick<LogEntry, 'content'>): string {
  return canonicalJson(content);
}

/** The text whose digest a seal keeps. */
export function entryText({ published, eventType, severity, result }: Omit<LogEntry, 'content'>, contentDigest: string): string {
  return canonicalJson({ v: 1, published, eventType, severity, result, content: contentDigest });
}

/** An event of `/api/v1/logs` (Okta's LogEvent), or one that was erased; undefined for anything else. */
export function readLogEntry(event: unknown): LogEntry | ErasedLogEntry | undefined {
  if (!isObject(event)) return undefined;
  const { published, eventType, severity, outcome, erased } = event;
  const result = isObject(outcome) ? outcome['result'] : undefined;
  if (!isText(published) || !isText(eventType) || !isText(severity) || !isText(result)) return undefined;
  const head = { published, eventType, severity, result };
  if (isText(erased)) return { ...head, erased };
  const content = contentOf(event);
  return content === undefined ? undefined : { ...head, content };
}

/** Members that this server fills, and nothing that it derives from them. */
function contentOf(event: JsonObject): Json | undefined {
  const { uuid, displayMessage, actor, target, outcome, client, transaction, debugContext } = event;
  if (!isText(uuid) || !isText(displayMessage) || !isObject(actor) || !isList(target) || !isObject(outcome)) return undefined;
  if (!isObject(client) || !isObject(transaction) || !isObject(debugContext)) return undefined;
  const { userAgent } = client;
  return {
    uuid,
    displayMessage,
    actor: entityOf(actor),
    targets: target.map((each) => (isObject(each) ? entityOf(each) : null)),
    reason: outcome['reason'] ?? null,
    requestId: transaction['id'] ?? null,
    ip: client['ipAddress'] ?? null,
    userAgent: isObject(userAgent) ? (userAgent['rawUserAgent'] ?? null) : null,
    debugData: debugContext['debugData'] ?? null,
  };
}

function entityOf({ id, type, alternateId, displayName }: JsonObject): Json {
  return { id: id ?? null, type: type ?? null, alternateId: alternateId ?? null, displayName: displayName ?? null };
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}
