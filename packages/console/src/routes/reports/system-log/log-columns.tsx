/** Events of the log in a table: the time opens the whole of one. */
import { Anchor } from '@mantine/core';
import type { LiveColumn } from '../../../patterns/live-table.js';
import { StatusBadge } from '../../../patterns/status-badge.js';
import { Moment } from '../shared/moment.js';
import { type LogEvent, nameOf, outcomes } from './log-event.js';

export function logColumns(toggle: (id: string) => void): readonly LiveColumn<LogEvent>[] {
  return [
    {
      id: 'time',
      width: 15,
      header: 'Time',
      cell: (event) => (
        <Anchor component="button" type="button" size="sm" onClick={() => toggle(event.uuid)}>
          <Moment value={event.published} />
          <span className="visually-hidden"> details of {event.displayMessage}</span>
        </Anchor>
      ),
    },
    {
      id: 'actor',
      width: 21,
      header: 'Actor',
      cell: ({ actor, client }) => (
        <span>
          {nameOf(actor)}
          {client.ipAddress === null ? null : <small style={{ display: 'block' }}>{client.ipAddress}</small>}
        </span>
      ),
    },
    {
      id: 'event',
      width: 29,
      header: 'Event',
      cell: (event) => (
        <span>
          {event.displayMessage}
          <small style={{ display: 'block', overflowWrap: 'anywhere' }}>{event.eventType}</small>
        </span>
      ),
    },
    { id: 'outcome', width: 12, header: 'Outcome', cell: ({ outcome }) => <StatusBadge {...outcomes[outcome.result]} /> },
    {
      id: 'target',
      width: 23,
      header: 'Target',
      cell: ({ target }) => (
        <span style={{ overflowWrap: 'anywhere' }}>
          {target.slice(0, 2).map(nameOf).join(', ')}
          {target.length > 2 ? ` +${target.length - 2}` : ''}
        </span>
      ),
    },
  ];
}
