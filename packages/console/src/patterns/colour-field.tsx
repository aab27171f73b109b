/** A colour as text, with the system's own picker beside it. */
import { TextInput } from '@mantine/core';
import type { ReactNode } from 'react';
import classes from './fields.module.css';

interface ColourFieldProps {
  readonly label: string;
  readonly description?: ReactNode;
  /** `#rrggbb`, or what of it is typed so far. */
  readonly value: string;
  readonly onChange: (value: string) => void;
  /** Name of the form's field. */
  readonly path: string;
  readonly error?: ReactNode;
}

export function ColourField({ label, description, value, onChange, path, error }: ColourFieldProps): ReactNode {
  return (
    <TextInput
      label={label}
      description={description}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value.trim())}
      maxLength={7}
      spellCheck={false}
      error={error}
      data-path={path}
      leftSection={
        <input
          type="color"
          className={classes['colour']}
          aria-label={`Pick: ${label}`}
          value={/^#[0-9a-f]{6}$/i.test(value) ? value : '#000000'}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      }
    />
  );
}
