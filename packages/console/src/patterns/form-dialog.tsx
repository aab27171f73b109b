/** A small form in a dialog: it closes when saved; once something is typed, only its buttons close it, and those that do not save ask. */
import { Button, Group, Modal, Stack } from '@mantine/core';
import type { FormErrors, UseFormReturnType } from '@mantine/form';
import type { ReactNode } from 'react';
import type { FieldNames } from './form-faults.js';
import { FormSummary } from './form-summary.js';
import { useReturnFocus } from './return-focus.js';
import { useApiForm } from './use-api-form.js';

interface FormDialogProps<Values extends object> {
  /** Act and object: `Add scope`. */
  readonly title: string;
  /** The button's words, when they are not the title. */
  readonly act?: string;
  /** The words of the other button, where "Cancel" could be taken for the act. */
  readonly keep?: string;
  readonly initial: Values;
  readonly fields?: FieldNames;
  readonly validate?: (values: Values) => FormErrors;
  readonly children: (form: UseFormReturnType<Values>) => ReactNode;
  readonly save: (values: Values) => Promise<unknown>;
  readonly onClose: () => void;
  readonly size?: string;
}

/** Rendered only while it is open. */
export function FormDialog<Values extends object>(props: FormDialogProps<Values>): ReactNode {
  const { title, act = title, keep = 'Cancel', initial, fields, validate, children, save, onClose, size = 'lg' } = props;
  useReturnFocus();
  const state = useApiForm({
    name: title,
    initial,
    ...(fields === undefined ? {} : { fields }),
    ...(validate === undefined ? {} : { validate }),
    save: async (values) => {
      await save(values);
      onClose();
    },
  });
  return (
    <Modal
      opened
      returnFocus={false}
      onClose={() => state.leave(onClose)}
      title={title}
      size={size}
      closeOnEscape={!state.isDirty}
      closeOnClickOutside={!state.isDirty}
      closeButtonProps={{ 'aria-label': 'Close without saving' }}
    >
      <form onSubmit={state.submit} noValidate aria-label={title}>
        <FormSummary state={state} what={act.toLowerCase()} />
        <Stack gap="md">{children(state.form)}</Stack>
        <Group justify="flex-end" mt="lg">
          <Button variant="default" onClick={() => state.leave(onClose)} disabled={state.isSaving}>
            {keep}
          </Button>
          <Button type="submit" loading={state.isSaving}>
            {act}
          </Button>
        </Group>
      </form>
    </Modal>
  );
}
