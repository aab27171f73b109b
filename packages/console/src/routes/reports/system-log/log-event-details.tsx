/** An event, readable: each value can be filtered for or out, where the language of filters can say it. And as the API gives it. */
import { ActionIcon, Button, Group, Tooltip } from '@mantine/core';
import { IconFilterMinus, IconFilterPlus } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import { CodeBlock } from '../../../patterns/code-block.js';
import { exactTime } from '../../../patterns/relative-time.js';
import classes from './log-event-details.module.css';
import type { LogEvent } from './log-event.js';

export type Narrow = (narrowing: { readonly attribute: string; readonly value: string; readonly out: boolean }) => void;

interface Value {
  readonly label: string;
  readonly value: string | null | undefined;
  /** Its path in filters; without, it cannot be filtered by. */
  readonly attribute?: string;
  /** One of several: to filter it out would keep events for the sake of the others. */
  readonly several?: boolean;
}

export function LogEventDetails({ event, narrow }: { readonly event: LogEvent; readonly narrow: Narrow }): ReactNode {
  const [isRaw, setRaw] = useState(false);
  return (
    <div className={classes['details']}>
      <Group mb="sm" gap="xs">
        <Button size="xs" variant="default" onClick={() => setRaw(!isRaw)}>
          {isRaw ? 'Readable view' : 'Raw JSON'}
        </Button>
      </Group>
      {isRaw ? (
        <CodeBlock code={JSON.stringify(event, undefined, 2)} what="event" />
      ) : (
        <div className={classes['groups']}>
          {groupsOf(event).map(({ title, values }) => (
            <section key={title} aria-label={title}>
              <h2>{title}</h2>
              <dl>
                {values.map((value) => (
                  <ValueRow key={value.label} {...value} narrow={narrow} />
                ))}
              </dl>
            </section>
          ))}
        </div>
      )}
    </div>
  );
}

function ValueRow({ label, value, attribute, several = false, narrow }: Value & { readonly narrow: Narrow }): ReactNode {
  if (value === null || value === undefined || value === '') return null;
  return (
    <>
      <dt>{label}</dt>
      <dd>
        <span className={classes['value']}>{value}</span>
        {attribute === undefined ? null : (
          <>
            <FilterAct
              label={`Filter for ${label} ${value}`}
              onClick={() => narrow({ attribute, value, out: false })}
              icon={<IconFilterPlus size={15} />}
            />
            {several ? null : (
              <FilterAct
                label={`Filter out ${label} ${value}`}
                onClick={() => narrow({ attribute, value, out: true })}
                icon={<IconFilterMinus size={15} />}
              />
            )}
          </>
        )}
      </dd>
    </>
  );
}

function FilterAct({
  label,
  onClick,
  icon,
}: {
  readonly label: string;
  readonly onClick: () => void;
  readonly icon: ReactNode;
}): ReactNode {
  return (
    <Tooltip label={label.startsWith('Filter for') ? 'Filter for this' : 'Filter this out'}>
      <ActionIcon variant="subtle" color="gray" size={26} aria-label={label} onClick={onClick}>
        {icon}
      </ActionIcon>
    </Tooltip>
  );
}

function groupsOf(event: LogEvent): readonly { readonly title: string; readonly values: readonly Value[] }[] {
  const { actor, client, outcome, transaction, target, debugContext } = event;
  return [
    {
      title: 'Event',
      values: [
        { label: 'Message', value: event.displayMessage, attribute: 'displayMessage' },
        { label: 'Type', value: event.eventType, attribute: 'eventType' },
        { label: 'Time', value: `${exactTime(Date.parse(event.published))} (${event.published})` },
        { label: 'Severity', value: event.severity, attribute: 'severity' },
        { label: 'Result', value: outcome.result, attribute: 'outcome.result' },
        { label: 'Reason', value: outcome.reason, attribute: 'outcome.reason' },
        { label: 'Event ID', value: event.uuid, attribute: 'uuid' },
      ],
    },
    {
      title: 'Actor',
      values: [
        { label: 'Type', value: actor.type, attribute: 'actor.type' },
        { label: 'Name', value: actor.displayName, attribute: 'actor.displayName' },
        { label: 'Login', value: actor.alternateId, attribute: 'actor.alternateId' },
        { label: 'ID', value: actor.id, attribute: 'actor.id' },
        { label: 'IP address', value: client.ipAddress, attribute: 'client.ipAddress' },
        { label: 'Device', value: client.device, attribute: 'client.device' },
        { label: 'User agent', value: client.userAgent?.rawUserAgent, attribute: 'client.userAgent.rawUserAgent' },
        { label: 'Request ID', value: transaction.id, attribute: 'transaction.id' },
      ],
    },
    ...target.map((one, at) => ({
      title: `Target ${at + 1}: ${one.type}`,
      values: [
        { label: 'Name', value: one.displayName, attribute: 'target.displayName', several: true },
        { label: 'Login', value: one.alternateId, attribute: 'target.alternateId', several: true },
        { label: 'ID', value: one.id, attribute: 'target.id', several: true },
        ...changesOf(one.changeDetails),
      ],
    })),
    {
      title: 'Details',
      values: Object.entries(debugContext.debugData).map(([name, value]) => ({
        label: name,
        value,
        attribute: `debugContext.debugData.${name}`,
      })),
    },
  ].filter(({ values }) => values.some(({ value }) => value !== null && value !== undefined && value !== ''));
}

function changesOf(details: LogEvent['target'][number]['changeDetails']): readonly Value[] {
  if (details === null) return [];
  const names = new Set([...Object.keys(details.from), ...Object.keys(details.to)]);
  return [...names].map((name) => ({ label: name, value: `${said(details.from[name])} → ${said(details.to[name])}` }));
}

function said(value: unknown): string {
  return value === undefined || value === null ? 'nothing' : typeof value === 'string' ? value : JSON.stringify(value);
}
