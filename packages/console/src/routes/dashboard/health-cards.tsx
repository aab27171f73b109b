/** How the pushes go, by service, and when signing keys change. */
import { Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { Card } from '../../patterns/card.js';
import { TextLink } from '../../patterns/links.js';
import { StatusBadge } from '../../patterns/status-badge.js';
import { Time } from '../../patterns/time.js';
import classes from './chart.module.css';
import type { Statistics } from './statistics.js';

const channelNames = { APNS: 'Apple (APNs)', FCM: 'Google (FCM)', WEBPUSH: 'Web Push', UNKNOWN: 'Device without a push service' } as const;
const channels = ['APNS', 'FCM', 'WEBPUSH', 'UNKNOWN'] as const;

export function PushCard({ statistics }: { readonly statistics: Statistics }): ReactNode {
  const { pushes } = statistics.total;
  const rows = channels.flatMap((name) => {
    const counts = pushes[name];
    return counts === undefined ? [] : [{ name: channelNames[name], ...counts }];
  });
  return (
    <Card title="Push delivery" description={`${statistics.waitingPushes.toLocaleString('en')} wait to be sent now`}>
      {rows.length === 0 ? (
        <Text size="sm">No push was sent in this time: devices fetched their requests, or nobody was asked.</Text>
      ) : (
        <table className={classes['table']}>
          <caption className="visually-hidden">Pushes by service</caption>
          <thead>
            <tr>
              <th scope="col">Service</th>
              <th scope="col">Sent</th>
              <th scope="col">Waiting</th>
              <th scope="col">Failed</th>
              <th scope="col">Token gone</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ name, sent, queued, failed, retired }) => (
              <tr key={name}>
                <th scope="row">{name}</th>
                <td>{sent.toLocaleString('en')}</td>
                <td>{queued.toLocaleString('en')}</td>
                <td>{failed.toLocaleString('en')}</td>
                <td>{retired.toLocaleString('en')}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Card>
  );
}

const nearMs = 7 * 86_400_000;

export function KeysCard({ keys }: Pick<Statistics, 'keys'>): ReactNode {
  return (
    <Card title="Signing keys" description="When each authorization server takes its next key.">
      <table className={classes['table']}>
        <caption className="visually-hidden">Next rotation of signing keys</caption>
        <thead>
          <tr>
            <th scope="col">Authorization server</th>
            <th scope="col">Next rotation</th>
          </tr>
        </thead>
        <tbody>
          {keys.map(({ authorizationServerId, name, rotationMode, nextRotation }) => (
            <tr key={authorizationServerId}>
              <th scope="row">
                <TextLink to="/security/api/$authServerId" params={{ authServerId: authorizationServerId }} size="sm">
                  {name}
                </TextLink>
              </th>
              <td>
                {nextRotation === null ? (
                  rotationMode === 'MANUAL' ? (
                    'By hand only'
                  ) : (
                    'No key yet'
                  )
                ) : (
                  <>
                    {Date.parse(nextRotation) - Date.now() < nearMs ? <StatusBadge tone="warning" label="Soon" /> : null}{' '}
                    <Time value={nextRotation} />
                  </>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Card>
  );
}
