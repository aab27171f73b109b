/**
 * A card that is read until "Edit" is pressed, and saved or left as it was within itself. What others saved while it was open stays, field by
 * field; where both changed the same one, the person is told before theirs is replaced.
 */
import { Button, Group, Stack, Text } from '@mantine/core';
import type { AccessScope } from '@countersign/contracts';
import type { FormErrors, UseFormReturnType } from '@mantine/form';
import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useRef, useState } from 'react';
import { ApiFailure } from '../api/api-failure.js';
import { isReadFreely } from '../api/read-anew.js';
import { useMay } from '../session/session.js';
import { Card } from './card.js';
import type { FieldNames } from './form-faults.js';
import { FormSummary } from './form-summary.js';
import { draftKey, hasDraft } from './kept-draft.js';
import { mergeEdits } from './merge-edits.js';
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
  const { title, description, what, values, edit, validate, fields, onDone } = props;
  const queries = useQueryClient();
  const [opened, setOpened] = useState(values);
  const latest = useRef(props);
  latest.current = props;
  const state = useApiForm({
    name: title,
    initial: values,
    ...(validate === undefined ? {} : { validate }),
    ...(fields === undefined ? {} : { fields }),
    save: async (typed) => {
      await readShown(queries);
      const { values: now, save } = latest.current;
      const merged = mergeEdits({ opened, typed, now });
      if (merged.isClash) {
        setOpened(now);
        state.form.setValues(merged.values);
        throw changedMeanwhile();
      }
      await save(merged.values);
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

/** Has the page drawn with what is saved now. Where the server does not answer, the save that follows says so. */
async function readShown(queries: QueryClient): Promise<void> {
  await queries.refetchQueries({ type: 'active', predicate: isReadFreely });
  // what was read is handed to the page in a task of its own, queued before this one
  await new Promise((resolve) => setTimeout(resolve));
}

/** RFC 9110 15.5.13, found on this side. */
function changedMeanwhile(): ApiFailure {
  return new ApiFailure('Somebody else has changed the same in the meantime. Save again to replace it with yours; Cancel shows theirs.', {
    status: 412,
    errorCode: undefined,
    faults: [],
    requestId: undefined,
  });
}
