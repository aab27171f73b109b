/** The way of a new org to its first approval. A step ticks itself when it has happened, whoever did it and wherever. */
import { IconCircleCheckFilled, IconCircleDashed } from '@tabler/icons-react';
import type { MethodResponse } from 'openapi-react-query';
import type { ReactNode } from 'react';
import type { apiQuery } from '../../api/client.js';
import { Card } from '../../patterns/card.js';
import { ButtonLink } from '../../patterns/links.js';
import { Time } from '../../patterns/time.js';
import classes from './getting-started.module.css';

export type FirstSteps = MethodResponse<typeof apiQuery, 'get', '/api/v1/org/gettingStarted'>;

interface StepWords {
  readonly title: string;
  readonly why: string;
  readonly act: string;
  readonly to: string;
  readonly search?: Readonly<Record<string, string>>;
}

const words: Readonly<Record<FirstSteps['steps'][number]['step'], StepWords>> = {
  appCreated: {
    title: 'Create the app',
    why: 'A web application with the CIBA grant: the client that asks.',
    act: 'Create App Integration',
    to: '/applications/new',
    search: { type: 'web' },
  },
  authenticatorSetUp: {
    title: 'Set up the authenticator',
    why: 'What people approve with: brand, mobile client, push.',
    act: 'Set up authenticator',
    to: '/security/authenticators',
  },
  testUserEnrolled: {
    title: 'Enrol a test user',
    why: 'A phone, or a simulated device.',
    act: 'Enrol a simulated device',
    to: '/try-it',
  },
  firstRequestSent: {
    title: 'Send the first request',
    why: 'From your application, or from this console.',
    act: 'Send test request',
    to: '/try-it',
  },
  approved: {
    title: 'Approve it',
    why: 'On the phone, or for the simulated device.',
    act: 'See CIBA requests',
    to: '/reports/ciba-requests',
  },
};

export function GettingStarted({ steps }: Pick<FirstSteps, 'steps'>): ReactNode {
  const done = steps.filter((step) => step.done).length;
  const next = steps.find((step) => !step.done)?.step;
  return (
    <Card title="Getting started" description={<span role="status">{`${done} of ${steps.length} steps done`}</span>}>
      <ol className={classes['steps']}>
        {steps.map(({ step, done: isDone, at }) => {
          const { title, why, act, to, search } = words[step];
          const Icon = isDone ? IconCircleCheckFilled : IconCircleDashed;
          return (
            <li key={step} className={classes['step']} data-done={isDone || undefined}>
              <span className={classes['sign']}>
                <Icon size={22} aria-hidden />
              </span>
              <span className={classes['words']}>
                {title}
                <small>
                  {isDone ? (
                    <>
                      Done <Time value={at} />
                    </>
                  ) : (
                    why
                  )}
                </small>
              </span>
              {isDone ? null : (
                <ButtonLink to={to} {...(search === undefined ? {} : { search })} size="sm" variant={step === next ? 'filled' : 'default'}>
                  {act}
                </ButtonLink>
              )}
            </li>
          );
        })}
      </ol>
    </Card>
  );
}
