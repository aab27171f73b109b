import { TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { api } from '../../api/client.js';
import { readAnew } from '../../api/read-anew.js';
import { FormDialog } from '../../patterns/form-dialog.js';

interface BrandDialogProps {
  readonly onClose: () => void;
  readonly onCreated: (brandId: string) => void;
}

export function BrandDialog({ onClose, onCreated }: BrandDialogProps): ReactNode {
  const queries = useQueryClient();
  return (
    <FormDialog
      title="Create brand"
      initial={{ name: '' }}
      fields={{ name: 'name' }}
      validate={({ name }) => (name.trim() === '' ? { name: 'Give the brand a name' } : {})}
      onClose={onClose}
      save={async ({ name }) => {
        const { data } = await api.POST('/api/v1/brands', { body: { name } });
        await readAnew(queries);
        if (data !== undefined) onCreated(data.id);
      }}
    >
      {(form) => (
        <TextInput
          label="Brand name"
          description="As people know you. The colours are chosen on the next page."
          maxLength={50}
          data-autofocus
          {...form.getInputProps('name')}
        />
      )}
    </FormDialog>
  );
}
