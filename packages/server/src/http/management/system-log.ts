/** `/api/v1/logs` (okta-api 3.13). */
import type { LogQueryParameters, systemLogOperations } from '@countersign/contracts';
import { listLogEvents, type LogRequest, parseFilter, readLogCursor, writeLogCursor } from '@countersign/engine';
import type { ServerContext } from '../../server-context.js';
import type { Handlers } from './handlers.js';
import { pageLink } from './list-page.js';
import { presentLogEvent } from './present-log-event.js';

const defaultLimit = 100;

export function systemLogHandlers(server: ServerContext): Handlers<typeof systemLogOperations> {
  return {
    async listLogEvents(call) {
      const query = call.query();
      const request = requestOf(query);
      const { events, next } = await listLogEvents(server, request, call.actor);
      const link = (after: string | undefined, relation: string) =>
        pageLink(call, { kept: call.sentQuery, limit: request.limit, after, relation });
      call.setHeader('link', [link(query.after, 'self'), ...(next === undefined ? [] : [link(writeLogCursor(next), 'next')])]);
      return events.map(presentLogEvent);
    },
  };
}

/** Throws E0000029 for the cursor, E0000031 for the filter. */
function requestOf({ since, until, after, filter, q, limit, sortOrder }: LogQueryParameters): LogRequest {
  return {
    since,
    until,
    after: after === undefined ? undefined : readLogCursor(after),
    order: sortOrder === 'DESCENDING' ? 'descending' : 'ascending',
    words: q ?? [],
    filter: filter === undefined || filter.trim() === '' ? undefined : parseFilter(filter),
    limit: limit === undefined ? defaultLimit : Number(limit),
  };
}
