import { Alert, Anchor, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { explain, Problem } from './problem.js';
import type { ApiForm } from './use-api-form.js';
import { ApiFailure } from '../api/api-failure.js';

/** Above a form: what the server said to the whole of it, and the way to each field when there are several faults. */
export function FormSummary<Values extends object>({ state, what }: { readonly state: ApiForm<Values>; readonly what: string }): ReactNode {
  const { form, failure, general, isRestored } = state;
  const faults = Object.entries(form.errors).filter(([, message]) => message !== undefined && message !== null);
  const isPlaced = failure instanceof ApiFailure && failure.faults.length > 0 && general.length === 0;
  return (
    <>
      {isRestored && state.isDirty ? (
        <Alert color="ink" variant="light" mb="md">
          What you had typed before signing in again is still here. It is not saved yet.
        </Alert>
      ) : null}
      {failure !== undefined && !isPlaced ? (
        <div tabIndex={-1} data-form-summary>
          {general.length === 0 ? (
            <Problem error={failure} what={what} />
          ) : (
            <Faults lead={explain(failure)} faults={general.map((text) => [text, undefined])} />
          )}
        </div>
      ) : null}
      {faults.length > 2 ? (
        <Faults
          lead={`${faults.length} fields need another look`}
          faults={faults.map(([name, message]) => [typeof message === 'string' ? message : 'Look at this field again', name])}
        />
      ) : null}
    </>
  );
}

function Faults({
  lead,
  faults,
}: {
  readonly lead: string;
  readonly faults: readonly (readonly [string, string | undefined])[];
}): ReactNode {
  return (
    <Alert color="red" variant="light" role="alert" mb="md" title={lead}>
      <ul>
        {faults.map(([message, field]) => (
          <li key={`${field}${message}`}>
            {field === undefined ? (
              <Text size="sm">{message}</Text>
            ) : (
              <Anchor
                component="button"
                type="button"
                size="sm"
                onClick={() => document.querySelector<HTMLElement>(`[data-path="${CSS.escape(field)}"]`)?.focus()}
              >
                {message}
              </Anchor>
            )}
          </li>
        ))}
      </ul>
    </Alert>
  );
}
