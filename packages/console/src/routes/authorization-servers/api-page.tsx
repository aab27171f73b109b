import { ActionIcon, Button, Textarea, TextInput, Tooltip } from '@mantine/core';
import { IconPencil } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { api } from '../../api/client.js';
import { readAnew } from '../../api/read-anew.js';
import { DetailTabs } from '../../patterns/detail-tabs.js';
import { EntityId } from '../../patterns/entity-id.js';
import { FormDialog } from '../../patterns/form-dialog.js';
import { TextLink } from '../../patterns/links.js';
import { ListPage } from '../../patterns/list-page.js';
import type { ListColumn } from '../../patterns/list-table.js';
import { PageHeader } from '../../patterns/page-header.js';
import { ActivityBadge } from '../../patterns/status-badge.js';
import { useList } from '../../patterns/use-list.js';
import { useMay } from '../../session/session.js';
import { ApiTokensTab } from './api-tokens-tab.js';
import type { AuthorizationServer } from './server-types.js';

export function ApiPage(): ReactNode {
  const mayReadTokens = useMay('okta.apiTokens.read');
  return (
    <>
      <PageHeader
        title="API"
        section="Security"
        description="Authorization servers issue the tokens that applications get, by the rules of their access policies. API tokens let scripts call the management API."
      />
      <DetailTabs
        label="API"
        tabs={[
          { id: 'servers', label: 'Authorization Servers', content: () => <AuthorizationServers /> },
          ...(mayReadTokens ? [{ id: 'tokens', label: 'Tokens', content: () => <ApiTokensTab /> }] : []),
        ]}
      />
    </>
  );
}

const columns: readonly ListColumn<AuthorizationServer>[] = [
  {
    id: 'name',
    header: 'Name',
    cell: (server) => (
      <TextLink to="/security/api/$authServerId" params={{ authServerId: server.id }} fw={600} size="sm">
        {server.name}
      </TextLink>
    ),
  },
  { id: 'audience', header: 'Audience', cell: (server) => server.audiences.join(', ') },
  { id: 'issuer', header: 'Issuer URI', cell: (server) => <EntityId value={server.issuer} what="issuer" /> },
  { id: 'status', header: 'Status', cell: (server) => <ActivityBadge status={server.status} /> },
  {
    id: 'edit',
    header: 'Edit',
    cell: (server) => <EditLink server={server} />,
    end: true,
  },
];

function EditLink({ server }: { readonly server: AuthorizationServer }): ReactNode {
  const navigate = useNavigate();
  return (
    <Tooltip label={`Edit ${server.name}`}>
      <ActionIcon
        variant="subtle"
        color="gray"
        size={32}
        aria-label={`Edit ${server.name}`}
        onClick={() => void navigate({ to: '/security/api/$authServerId', params: { authServerId: server.id } })}
      >
        <IconPencil size={18} />
      </ActionIcon>
    </Tooltip>
  );
}

function AuthorizationServers(): ReactNode {
  const [isAdding, setAdding] = useState(false);
  const may = useMay('okta.authorizationServers.manage');
  const list = useList<AuthorizationServer>({
    key: ['/api/v1/authorizationServers'],
    read: ({ search: { q }, after, signal }) =>
      api.GET('/api/v1/authorizationServers', {
        params: { query: { ...(q === undefined ? {} : { q }), ...(after === undefined ? {} : { after }) } },
        signal,
      }),
  });
  const add = may ? <Button onClick={() => setAdding(true)}>Add Authorization Server</Button> : null;
  return (
    <>
      <div>{list.isEmpty ? null : add}</div>
      <ListPage
        list={list}
        what="authorization servers"
        caption="Authorization servers"
        searchLabel="Search authorization servers by name"
        columns={columns}
        idOf={(server) => server.id}
        nameOf={(server) => server.name}
        hrefOf={(server) => `/security/api/${server.id}`}
        empty={{
          title: 'No authorization servers',
          text: 'An authorization server is an issuer with keys, scopes, claims and access policies of its own.',
          act: add,
        }}
      />
      {isAdding ? <AddServer onClose={() => setAdding(false)} /> : null}
    </>
  );
}

function AddServer({ onClose }: { readonly onClose: () => void }): ReactNode {
  const queries = useQueryClient();
  const navigate = useNavigate();
  return (
    <FormDialog
      title="Add Authorization Server"
      initial={{ name: '', audience: '', description: '' }}
      fields={{ name: 'name', audiences: 'audience', description: 'description' }}
      validate={({ name, audience }) => ({
        ...(name.trim() === '' ? { name: 'Give the server a name' } : {}),
        ...(audience.trim() === '' ? { audience: 'Say for which API its tokens are' } : {}),
      })}
      onClose={onClose}
      save={async ({ name, audience, description }) => {
        const { data } = await api.POST('/api/v1/authorizationServers', { body: { name, audiences: [audience.trim()], description } });
        await readAnew(queries);
        if (data !== undefined) void navigate({ to: '/security/api/$authServerId', params: { authServerId: data.id } });
      }}
    >
      {(form) => (
        <>
          <TextInput label="Name" maxLength={255} data-autofocus {...form.getInputProps('name')} />
          <TextInput
            label="Audience"
            description="The aud of its access tokens, for example https://api.example.com"
            {...form.getInputProps('audience')}
          />
          <Textarea label="Description" autosize minRows={2} maxLength={1024} {...form.getInputProps('description')} />
        </>
      )}
    </FormDialog>
  );
}
