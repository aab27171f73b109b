import { Button } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { api } from '../../api/client.js';
import { TextLink } from '../../patterns/links.js';
import { ListPage } from '../../patterns/list-page.js';
import type { ListColumn } from '../../patterns/list-table.js';
import { PageHeader } from '../../patterns/page-header.js';
import { useList } from '../../patterns/use-list.js';
import { useMay } from '../../session/session.js';
import type { Brand } from './brand.js';
import { BrandDialog } from './brand-dialog.js';

const columns: readonly ListColumn<Brand>[] = [
  {
    id: 'name',
    header: 'Name',
    cell: ({ id, name }) => (
      <TextLink to="/customizations/brands/$brandId" params={{ brandId: id }} fw={600} size="sm">
        {name}
      </TextLink>
    ),
  },
  {
    id: 'use',
    header: 'Used for',
    cell: ({ isDefault }) => (isDefault ? 'The org and whatever has no brand of its own' : 'Authenticators that name it'),
  },
];

export function BrandsPage(): ReactNode {
  const may = useMay('okta.brands.manage');
  const navigate = useNavigate();
  const [isAdding, setAdding] = useState(false);
  const list = useList<Brand>({
    key: ['/api/v1/brands'],
    read: ({ search: { q }, after, signal }) =>
      api.GET('/api/v1/brands', {
        params: { query: { ...(q === undefined ? {} : { q }), ...(after === undefined ? {} : { after }) } },
        signal,
      }),
  });
  const add = may ? <Button onClick={() => setAdding(true)}>Create brand</Button> : null;
  return (
    <>
      <PageHeader
        title="Brands"
        section="Customizations"
        description="The name and the colours people know an org, or one of its authenticators, by."
        acts={list.isEmpty ? null : add}
      />
      <ListPage
        list={list}
        what="brands"
        caption="Brands"
        searchLabel="Search brands by name"
        columns={columns}
        idOf={({ id }) => id}
        nameOf={({ name }) => name}
        hrefOf={({ id }) => `/customizations/brands/${id}`}
        empty={{ title: 'No brands yet', text: 'A brand is what people see when they are asked.', act: add }}
      />
      {isAdding ? (
        <BrandDialog
          onClose={() => setAdding(false)}
          onCreated={(brandId) => void navigate({ to: '/customizations/brands/$brandId', params: { brandId } })}
        />
      ) : null}
    </>
  );
}
