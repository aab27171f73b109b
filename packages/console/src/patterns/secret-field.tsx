import { ActionIcon, Text, Tooltip } from '@mantine/core';
import { IconEye, IconEyeOff } from '@tabler/icons-react';
import { type ReactNode, useId, useState } from 'react';
import { CopyButton } from './copy-button.js';
import classes from './fields.module.css';

interface SecretFieldProps {
  readonly label: string;
  readonly value: string;
  /** Shown from the start: only where it was made just now. */
  readonly revealed?: boolean;
  readonly help?: ReactNode;
}

/** A secret: masked until asked for, and copied without being shown. */
export function SecretField({ label, value, revealed = false, help }: SecretFieldProps): ReactNode {
  const [isShown, setShown] = useState(revealed);
  const id = useId();
  const act = isShown ? `Hide ${label}` : `Show ${label}`;
  return (
    <div role="group" aria-labelledby={id}>
      <Text id={id} size="sm" fw={600} mb={4}>
        {label}
      </Text>
      <div className={classes['field']}>
        <span className={classes['value']}>
          {isShown ? (
            <code>{value}</code>
          ) : (
            <span role="img" aria-label="hidden">
              {'•'.repeat(24)}
            </span>
          )}
        </span>
        <Tooltip label={act}>
          <ActionIcon variant="subtle" color="gray" size={28} aria-label={act} aria-pressed={isShown} onClick={() => setShown(!isShown)}>
            {isShown ? <IconEyeOff size={16} /> : <IconEye size={16} />}
          </ActionIcon>
        </Tooltip>
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
