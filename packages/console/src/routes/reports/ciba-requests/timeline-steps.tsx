/** What happened to a request, each step with its distance from the first; what went wrong says what to do about it. */
import { Anchor } from '@mantine/core';
import {
  IconAlertTriangleFilled,
  IconBan,
  IconBellRinging,
  IconCircleCheckFilled,
  IconCircleXFilled,
  IconFlagFilled,
  IconInbox,
  IconKey,
  IconListCheck,
  IconHourglassEmpty,
} from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { exactTime } from '../../../patterns/relative-time.js';
import { docsHref } from '../shared/docs-link.js';
import { offsetText } from './offset-text.js';
import classes from './timeline.module.css';
import type { Timeline, Transaction } from './transaction.js';

type Step = Timeline['steps'][number];

const icons = {
  RECEIVED: IconInbox,
  POLICY: IconListCheck,
  PUSH: IconBellRinging,
  ANSWERED: IconCircleCheckFilled,
  REDEEMED: IconKey,
  CANCELLED: IconBan,
  EXPIRED: IconHourglassEmpty,
  FAILED: IconAlertTriangleFilled,
  REPORTED: IconFlagFilled,
} as const satisfies Record<Step['kind'], unknown>;

const kinds: Readonly<Record<Step['kind'], string>> = {
  RECEIVED: 'Received',
  POLICY: 'Policy',
  PUSH: 'Push',
  ANSWERED: 'Decision',
  REDEEMED: 'Tokens',
  CANCELLED: 'Cancelled',
  EXPIRED: 'Expired',
  FAILED: 'Failed',
  REPORTED: 'Reported',
};

interface TimelineStepsProps {
  readonly timeline: Timeline;
  readonly challenges: Transaction['challenges'];
}

export function TimelineSteps({ timeline, challenges }: TimelineStepsProps): ReactNode {
  const deviceOf = ({ enrollmentId }: Step) => challenges.find((challenge) => challenge.enrollmentId === enrollmentId)?.device?.displayName;
  return (
    <ol className={classes['steps']}>
      {timeline.steps.map((step, at) => {
        const tone = toneOf(step);
        const Icon = step.kind === 'ANSWERED' && tone !== 'good' ? IconCircleXFilled : icons[step.kind];
        const device = deviceOf(step);
        return (
          // steps are only added, at the end
          <li key={`${step.kind}${at}`} className={classes['step']}>
            <time className={classes['offset']} dateTime={step.at} title={exactTime(Date.parse(step.at))}>
              {offsetText(step.offset)}
            </time>
            <span className={classes['sign']} data-tone={tone}>
              <Icon size={18} aria-hidden />
            </span>
            <div className={classes['text']}>
              <strong>{kinds[step.kind]}</strong>
              {device === undefined ? '' : ` · ${device}`}
              <div>
                {step.text}{' '}
                {step.docs === null ? null : (
                  <Anchor href={docsHref(step.docs)} size="sm" aria-label={`What to do: ${step.text}`}>
                    What to do
                  </Anchor>
                )}
              </div>
              {step.detail === null ? null : <div className={classes['detail']}>{step.detail}</div>}
            </div>
          </li>
        );
      })}
    </ol>
  );
}

function toneOf({ kind, code, text }: Step): 'good' | 'bad' | 'warning' | 'idle' {
  if (kind === 'REPORTED') return 'bad';
  if (kind === 'ANSWERED') return code !== null && code.startsWith('APPROVED') && !text.includes('did not count') ? 'good' : 'bad';
  if (kind === 'REDEEMED') return 'good';
  if (kind === 'FAILED') return 'warning';
  if (kind === 'PUSH') return code === 'SENT' ? 'good' : code === 'WAITING' || code === 'PULLED' ? 'idle' : 'warning';
  return 'idle';
}
