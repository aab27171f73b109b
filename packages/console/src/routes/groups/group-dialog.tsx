import { Textarea, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { api } from '../../api/client.js';
import { readAnew } from '../../api/read-anew.js';
import { FormDialog } from '../../patterns/form-dialog.js';

interface GroupDialogProps {
  readonly onClose: () => void;
  readonly onCreated: (groupId: string) => void;
}

export function GroupDialog({ onClose, onCreated }: GroupDialogProps): ReactNode {
  const queries = useQueryClient();
  return (
    <FormDialog
      title="Add group"
      initial={{ name: '', description: '' }}
      fields={{ 'profile.name': 'name', 'profile.description': 'description' }}
      validate={({ name }) => (name.trim() === '' ? { name: 'Give the group a name' } : {})}
      onClose={onClose}
      save={async (profile) => {
        const { data } = await api.POST('/api/v1/groups', { body: { profile } });
        await readAnew(queries);
        if (data !== undefined) onCreated(data.id);
      }}
    >
      {(form) => (
        <>
          <TextInput label="Name" maxLength={255} data-autofocus {...form.getInputProps('name')} />
          <Textarea label="Description" autosize minRows={2} maxLength={1024} {...form.getInputProps('description')} />
        </>
      )}
    </FormDialog>
  );
}
