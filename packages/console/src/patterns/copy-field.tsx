import { Text } from '@mantine/core';
import { type ReactNode, useId } from 'react';
import { CopyButton } from './copy-button.js';
import classes from './fields.module.css';

interface CopyFieldProps {
  readonly label: string;
  readonly value: string;
  readonly help?: ReactNode;
}

/** A value that is made to be taken elsewhere: client ids, issuers, addresses. */
export function CopyField({ label, value, help }: CopyFieldProps): ReactNode {
  const id = useId();
  return (
    <div role="group" aria-labelledby={id}>
      <Text id={id} size="sm" fw={600} mb={4}>
        {label}
      </Text>
      <div className={classes['field']}>
        <span className={classes['value']}>
          <code>{value}</code>
        </span>
        <CopyButton value={value} what={label} />
      </div>
      {help === undefined ? null : (
        <Text size="xs" c="dimmed" mt={4}>
          {help}
        </Text>
      )}
    </div>
  );
}
