/** A card that is read until "Edit" is pressed, and saved or left as it was within itself. */
import { Button, Group, Stack, Text } from '@mantine/core';
import type { AccessScope } from '@countersign/contracts';
import type { FormErrors, UseFormReturnType } from '@mantine/form';
import { type ReactNode, useState } from 'react';
import { useMay } from '../session/session.js';
import { Card } from './card.js';
import type { FieldNames } from './form-faults.js';
import { FormSummary } from './form-summary.js';
import { draftKey, hasDraft } from './kept-draft.js';
import { useApiForm } from './use-api-form.js';

interface EditCardProps<Values extends object> {
  readonly title: string;
  readonly description?: ReactNode;
  /** What saving does, as the object of "could not": `save the general settings`. */
  readonly what: string;
  /** Scope of the management API that saving needs. */
  readonly access: AccessScope;
  readonly values: Values;
  readonly view: ReactNode;
  readonly edit: (form: UseFormReturnType<Values>) => ReactNode;
  readonly validate?: (values: Values) => FormErrors;
  readonly fields?: FieldNames;
  /** Resolves when the new values are there to be read. */
  readonly save: (values: Values) => Promise<unknown>;
}

export function EditCard<Values extends object>(props: EditCardProps<Values>): ReactNode {
  const [isEditing, setEditing] = useState(() => hasDraft(draftKey(props.title)));
  const may = useMay(props.access);
  if (isEditing) return <Editing {...props} onDone={() => setEditing(false)} />;
  return (
    <Card
      title={props.title}
      description={props.description}
      act={
        may ? (
          <Button variant="default" size="sm" aria-label={`Edit ${props.title}`} onClick={() => setEditing(true)}>
            Edit
          </Button>
        ) : null
      }
    >
      {props.view}
    </Card>
  );
}

function Editing<Values extends object>(props: EditCardProps<Values> & { readonly onDone: () => void }): ReactNode {
  const { title, description, what, values, edit, validate, fields, save, onDone } = props;
  const state = useApiForm({
    name: title,
    initial: values,
    ...(validate === undefined ? {} : { validate }),
    ...(fields === undefined ? {} : { fields }),
    save: async (next) => {
      await save(next);
      onDone();
    },
  });
  return (
    <Card title={title} description={description} act={state.isDirty ? <Text size="sm">Unsaved changes</Text> : null}>
      <form onSubmit={state.submit} noValidate aria-label={title}>
        <FormSummary state={state} what={what} />
        <Stack gap="md">{edit(state.form)}</Stack>
        <Group mt="lg" gap="sm">
          <Button type="submit" loading={state.isSaving} disabled={!state.isDirty}>
            Save
          </Button>
          <Button variant="default" onClick={() => state.leave(onDone)} disabled={state.isSaving}>
            Cancel
          </Button>
          {state.isDirty ? null : (
            <Text size="sm" c="dimmed">
              Nothing is changed yet.
            </Text>
          )}
        </Group>
      </form>
    </Card>
  );
}
