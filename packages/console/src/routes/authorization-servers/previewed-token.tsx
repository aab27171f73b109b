import { Text, Tooltip } from '@mantine/core';
import type { ReactNode } from 'react';
import { Card } from '../../patterns/card.js';
import { CodeBlock } from '../../patterns/code-block.js';
import classes from './previewed-token.module.css';
import type { Preview } from './token-preview-tab.js';

type Token = NonNullable<Preview['accessToken']>;

interface PreviewedTokenProps {
  readonly name: string;
  readonly token: Token;
  /** The one shown before: what differs is marked. */
  readonly before: Token | undefined;
}

export function PreviewedToken({ name, token, before }: PreviewedTokenProps): ReactNode {
  return (
    <Card title={name}>
      <Text size="sm" fw={600} mb={4}>
        Header
      </Text>
      <CodeBlock code={JSON.stringify(token.header, undefined, 2)} what="header" />
      <Text size="sm" fw={600} mt="md" mb={4}>
        Payload
      </Text>
      <dl className={classes['claims']}>
        {Object.entries(token.payload).map(([claim, value]) => {
          const text = JSON.stringify(value);
          const isChanged = before !== undefined && JSON.stringify(before.payload[claim]) !== text;
          const origin = token.origins[claim]?.text;
          return (
            <div key={claim} data-changed={isChanged || undefined}>
              <dt>
                <Tooltip label={origin ?? 'By the server'} events={{ hover: true, focus: true, touch: true }}>
                  <code>{claim}</code>
                </Tooltip>
              </dt>
              <dd>
                <code>{text}</code>
                {isChanged ? <small> changed</small> : null}
                {origin === undefined ? null : <span className="visually-hidden"> from {origin}</span>}
              </dd>
            </div>
          );
        })}
      </dl>
    </Card>
  );
}
