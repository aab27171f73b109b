/** The members of a log event as filters and searches name them (okta-api 3.13), over the columns of the system log. */
import { browserMarks, deviceMarks, instantOfUuid, systemMarks, unknownMark, type UserAgentMark } from '@countersign/engine';
import { lastInstant } from '@countersign/contracts';
import { toTimestamp } from '../parameters.js';
import type { FilterAttribute } from './filter-sql.js';

const userAgent = `nullif(request->>'userAgent', '')`;
const ip = `nullif(request->>'ip', '')`;

const text = (sql: string): FilterAttribute => ({ sql, type: 'text' });
/** Members this server never fills: nothing is equal to them. */
const nothing = text('null::text');

/** Ids of actor and targets, as the index `system_log_entity` holds them. */
const entities = `(jsonb_path_query_array(targets, '$[*].id') || (actor->'id'))`;
const entityIndex = { condition: (parameter: string) => `${entities} @> ${parameter}::jsonb`, key: (id: string) => JSON.stringify([id]) };

/** The id of an event begins with its time, and by that the log is ordered: of any other text there is no event. */
const timeOfEvent = (id: string) => {
  const instant = instantOfUuid(id);
  return instant === undefined || instant > lastInstant ? '-infinity' : toTimestamp(instant);
};

const ofTarget = (member: string): FilterAttribute => ({
  ...text(`(t.entity->>'${member}')`),
  within: (condition) => `exists (select from jsonb_array_elements(targets) as t(entity) where ${condition})`,
});

const attributes: ReadonlyMap<string, FilterAttribute> = new Map<string, FilterAttribute>([
  ['uuid', { ...text('uuid'), indexed: { condition: (parameter) => `published_at = ${parameter}::timestamptz`, key: timeOfEvent } }],
  ['published', { sql: 'published_at', type: 'time' }],
  ['eventType', text('event_type')],
  ['version', text(`'0'`)],
  ['severity', text('severity')],
  ['displayMessage', text('display_message')],
  ['legacyEventType', nothing],
  ['actor.id', { ...text(`(actor->>'id')`), indexed: entityIndex }],
  ['actor.type', text(`(actor->>'type')`)],
  ['actor.alternateId', text(`(actor->>'alternateId')`)],
  ['actor.displayName', text(`(actor->>'displayName')`)],
  ['client.userAgent.rawUserAgent', text(userAgent)],
  ['client.userAgent.os', text(nameByMarkSql(systemMarks))],
  ['client.userAgent.browser', text(nameByMarkSql(browserMarks))],
  ['client.device', text(`coalesce(${nameByMarkSql(deviceMarks)}, '${unknownMark}')`)],
  ['client.zone', nothing],
  ['client.id', text(`(case when actor->>'type' = 'PublicClientApp' then coalesce(actor->>'alternateId', actor->>'id') end)`)],
  ['client.ipAddress', text(ip)],
  ['authenticationContext.authenticationStep', text(`'0'`)],
  ['outcome.result', text(`(outcome->>'result')`)],
  ['outcome.reason', text(`(outcome->>'reason')`)],
  ['target.id', { ...ofTarget('id'), indexed: entityIndex }],
  ['target.type', ofTarget('type')],
  ['target.alternateId', ofTarget('alternateId')],
  ['target.displayName', ofTarget('displayName')],
  ['transaction.id', text(`nullif(request->>'id', '')`)],
  ['transaction.type', text(`(case when request->>'id' = '' then 'JOB' else 'WEB' end)`)],
  ['request.ipChain.ip', text(ip)],
  ['request.ipChain.version', text(`(case when ${ip} like '%:%' then 'V6' when ${ip} is not null then 'V4' end)`)],
]);

const unfilled =
  /^(?:(?:authenticationContext|securityContext|client\.geographicalContext|request\.ipChain\.geographicalContext|device|(?:actor|target)\.detailEntry|target\.changeDetails|transaction\.detail)\.[A-Za-z.]{1,64}|request\.ipChain\.source)$/;
/** A name of the debug data; it can hold nothing that would end the text it is put into. */
const debugData = /^debugContext\.debugData\.([\w.:-]{1,100})$/;

export function logAttribute(name: string): FilterAttribute | undefined {
  const debug = debugData.exec(name)?.[1];
  if (debug !== undefined) return text(`(debug_data->>'${debug}')`);
  return attributes.get(name) ?? (unfilled.test(name) ? nothing : undefined);
}

/** All that a keyword may be a word of. */
const searched = `concat_ws(' ', uuid, event_type, severity, display_message, jsonb_path_query_array(actor, '$.*')::text,
  jsonb_path_query_array(targets, '$[*].*')::text, jsonb_path_query_array(outcome, '$.*')::text,
  jsonb_path_query_array(request, '$.*')::text, jsonb_path_query_array(debug_data, '$.*')::text)`;

/** True for events that have this word, whatever its case. Appends the value it needs. */
export function wordSql(word: string, values: unknown[]): string {
  const literal = word.replaceAll(/[!-/:-@[-`{-~]/g, String.raw`\$&`);
  return `${searched} ~* $${values.push(`(^|[^[:alnum:]])${literal}($|[^[:alnum:]])`)}`;
}

function nameByMarkSql(marks: readonly UserAgentMark[]): string {
  const cases = marks.map(({ mark, name }) => `when ${userAgent} like '%${mark}%' then '${name}'`);
  return `(case ${cases.join(' ')} when ${userAgent} is not null then '${unknownMark}' end)`;
}
