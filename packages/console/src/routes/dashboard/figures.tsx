/** The numbers of a time, each the way to what it counts. */
import { createLink } from '@tanstack/react-router';
import type { AnchorHTMLAttributes, ReactNode } from 'react';
import classes from './figures.module.css';
import { duration, type Interval, type Range, type Statistics } from './statistics.js';

interface Figure {
  readonly label: string;
  readonly value: string;
  readonly to: '/reports/ciba-requests' | '/reports/system-log';
  readonly search: Readonly<Record<string, string>>;
}

const FigureLink = createLink((props: AnchorHTMLAttributes<HTMLAnchorElement>) => <a {...props} className={classes['figure'] ?? ''} />);

export function Figures({ statistics, range }: { readonly statistics: Statistics; readonly range: Range }): ReactNode {
  return (
    <ul className={classes['figures']}>
      {figuresOf(statistics, range).map(({ label, value, to, search }) => (
        <li key={label}>
          <FigureLink to={to} search={search}>
            <span className={classes['label']}>{label}</span>
            <span className={classes['value']}>{value}</span>
          </FigureLink>
        </li>
      ))}
    </ul>
  );
}

const decisions = 'eventType eq "user.authentication.auth_via_mfa"';
const reports = 'eventType eq "user.account.report_suspicious_activity_by_enduser"';

function figuresOf({ total, waitingPushes }: Statistics, { id: time }: Range): readonly Figure[] {
  const requests = (label: string, value: number, search: Readonly<Record<string, string>> = {}): Figure => ({
    label,
    value: value.toLocaleString('en'),
    to: '/reports/ciba-requests',
    search: { time, ...search },
  });
  const approvals = { time, filter: `${decisions} and outcome.result eq "SUCCESS"` };
  const took = (name: 'p50' | 'p95') => (total.approvalTime === null ? '–' : duration(total.approvalTime[name]));
  return [
    requests('Requests', total.requests),
    { label: 'Approved', value: total.approved.toLocaleString('en'), to: '/reports/system-log', search: approvals },
    requests('Denied', total.denied, { status: 'DENIED' }),
    requests('Expired', total.expired, { status: 'EXPIRED' }),
    requests('Failed', total.failed, { status: 'FAILED' }),
    {
      label: 'Fraud reports',
      value: total.fraudReports.toLocaleString('en'),
      to: '/reports/system-log',
      search: { time, filter: reports },
    },
    { label: 'Approval time, median', value: took('p50'), to: '/reports/system-log', search: approvals },
    { label: 'Approval time, p95', value: took('p95'), to: '/reports/system-log', search: approvals },
    requests('Pushes failed', pushesFailed(total)),
    requests('Pushes waiting now', waitingPushes, { status: 'PENDING' }),
  ];
}

function pushesFailed({ pushes }: Interval): number {
  return Object.values(pushes).reduce((sum, channel) => sum + (channel?.failed ?? 0) + (channel?.retired ?? 0), 0);
}
