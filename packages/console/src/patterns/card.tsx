import { Text, Title } from '@mantine/core';
import { type ReactNode, useId } from 'react';
import classes from './card.module.css';

interface CardProps {
  readonly title: string;
  readonly description?: ReactNode;
  /** In the card's corner. */
  readonly act?: ReactNode;
  readonly children: ReactNode;
}

/** One group of facts or settings. */
export function Card({ title, description, act, children }: CardProps): ReactNode {
  const id = useId();
  return (
    <section className={classes['card']} aria-labelledby={id}>
      <div className={classes['head']}>
        <div className={classes['words']}>
          <Title order={2} id={id}>
            {title}
          </Title>
          {description === undefined ? null : (
            <Text size="sm" c="dimmed" component="div">
              {description}
            </Text>
          )}
        </div>
        {act}
      </div>
      {children}
    </section>
  );
}
