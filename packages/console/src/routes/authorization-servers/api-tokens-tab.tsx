/** API tokens: made here, shown once, revoked here. They can do what their owner may. */
import { Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import type { MethodResponse } from 'openapi-react-query';
import { type ReactNode, useState } from 'react';
import { api, type apiQuery } from '../../api/client.js';
import { readAnew } from '../../api/read-anew.js';
import type { Act } from '../../patterns/act-menu.js';
import { useConfirm } from '../../patterns/confirm.js';
import { useNames } from '../../patterns/directory-picker.js';
import { FormDialog } from '../../patterns/form-dialog.js';
import { TextLink } from '../../patterns/links.js';
import { ListPage } from '../../patterns/list-page.js';
import type { ListColumn } from '../../patterns/list-table.js';
import { SecretField } from '../../patterns/secret-field.js';
import { Time } from '../../patterns/time.js';
import { useList } from '../../patterns/use-list.js';
import { useMay } from '../../session/session.js';

type Token = MethodResponse<typeof apiQuery, 'get', '/api/v1/api-tokens/{apiTokenId}'>;

function Owner({ userId }: { readonly userId: string }): ReactNode {
  const [owner] = useNames('users', [userId]);
  return (
    <TextLink to="/people/$userId" params={{ userId }} size="sm">
      {owner?.label ?? userId}
    </TextLink>
  );
}

const columns: readonly ListColumn<Token>[] = [
  { id: 'name', header: 'Name', cell: ({ name }) => <strong style={{ fontWeight: 600 }}>{name}</strong> },
  { id: 'owner', header: 'Owner', cell: ({ userId }) => <Owner userId={userId} /> },
  { id: 'created', header: 'Created', cell: ({ created }) => <Time value={created} /> },
  { id: 'used', header: 'Last used', cell: ({ lastUpdated }) => <Time value={lastUpdated} /> },
  { id: 'expires', header: 'Expires if unused', cell: ({ expiresAt }) => <Time value={expiresAt} /> },
];

export function ApiTokensTab(): ReactNode {
  const may = useMay('okta.apiTokens.manage');
  const queries = useQueryClient();
  const confirm = useConfirm();
  const [isCreating, setCreating] = useState(false);
  const [made, setMade] = useState<{ readonly name: string; readonly token: string }>();
  const list = useList<Token>({
    key: ['/api/v1/api-tokens'],
    read: ({ signal }) => api.GET('/api/v1/api-tokens', { signal }),
  });
  const create = may ? <Button onClick={() => setCreating(true)}>Create token</Button> : null;
  const actsOf = ({ id, name }: Token): readonly Act[] => [
    {
      label: 'Revoke token',
      dangerous: true,
      run: () =>
        confirm({
          title: `Revoke ${name}`,
          text: 'Scripts that use it are refused from now on. It cannot be undone.',
          act: 'Revoke token',
          dangerous: true,
          run: async () => {
            await api.DELETE('/api/v1/api-tokens/{apiTokenId}', { params: { path: { apiTokenId: id } } });
            await readAnew(queries);
          },
        }),
    },
  ];
  return (
    <>
      <Stack gap="sm" align="flex-start">
        <Text size="sm" c="dimmed">
          For scripts: <code>Authorization: SSWS …</code> A token can do what its owner may, and dies after 30 days without use.
        </Text>
        {list.isEmpty ? null : create}
      </Stack>
      <ListPage
        list={list}
        what="API tokens"
        caption="API tokens"
        columns={columns}
        idOf={({ id }) => id}
        nameOf={({ name }) => name}
        {...(may ? { actsOf } : {})}
        empty={{ title: 'No API tokens yet', text: 'A token lets a script call the management API in your name.', act: create }}
      />
      {isCreating ? (
        <FormDialog
          title="Create token"
          initial={{ name: '' }}
          fields={{ name: 'name' }}
          validate={({ name }) => (name.trim() === '' ? { name: 'Name what it is for' } : {})}
          onClose={() => setCreating(false)}
          save={async ({ name }) => {
            const { data } = await api.POST('/api/v1/api-tokens', { body: { name } });
            await readAnew(queries);
            if (data?.token !== undefined) setMade({ name, token: data.token });
          }}
        >
          {(form) => (
            <TextInput
              label="Name"
              description="What it is for, so that somebody else can tell later."
              maxLength={100}
              data-autofocus
              {...form.getInputProps('name')}
            />
          )}
        </FormDialog>
      ) : null}
      <Modal
        opened={made !== undefined}
        onClose={() => setMade(undefined)}
        title="Token created"
        closeOnClickOutside={false}
        closeOnEscape={false}
        withCloseButton={false}
      >
        {made === undefined ? null : (
          <Stack gap="md">
            <Text size="sm">Copy it now: it is not shown again.</Text>
            <SecretField label={`Token ${made.name}`} value={made.token} revealed />
            <Group justify="flex-end">
              <Button onClick={() => setMade(undefined)}>I have copied the token</Button>
            </Group>
          </Stack>
        )}
      </Modal>
    </>
  );
}
