/** `/api/v1/logs` (okta-api 3.13). */
import { logQuery, type LogQueryParameters } from '@countersign/contracts';
import { listLogEvents, type LogRequest, parseFilter, readLogCursor, writeLogCursor } from '@countersign/engine';
import { z } from 'zod';
import type { ServerContext } from '../../server-context.js';
import type { ManagementCall } from './management-call.js';
import { presentLogEvent } from './present-log-event.js';
import type { Router } from './router.js';

const defaultLimit = 100;
/** As they came, for the links. */
const keptQuery = z.object({
  since: z.string().optional(),
  until: z.string().optional(),
  filter: z.string().optional(),
  q: z.string().optional(),
  sortOrder: z.string().optional(),
});

export function systemLogRoutes(routes: Router, server: ServerContext): void {
  routes.get('/logs', async (call) => {
    const query = call.query(logQuery);
    const request = requestOf(query);
    const { events, next } = await listLogEvents(server, request, call.actor);
    const link = linkOf(call, request.limit);
    const links = [link(query.after, 'self'), ...(next === undefined ? [] : [link(writeLogCursor(next), 'next')])];
    return { status: 200, body: events.map(presentLogEvent), headers: { link: links } };
  });
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

function linkOf(call: ManagementCall, limit: number): (after: string | undefined, relation: string) => string {
  const kept = call.query(keptQuery);
  return (after, relation) => {
    const parameters = new URLSearchParams();
    for (const [name, value] of Object.entries({ ...kept, limit: String(limit), after }))
      if (value !== undefined) parameters.set(name, value);
    return `<${call.orgUrl}/api/v1/logs?${parameters.toString()}>; rel="${relation}"`;
  };
}
