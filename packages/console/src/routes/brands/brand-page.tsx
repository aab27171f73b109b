import { Button, Stack } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { api, apiQuery } from '../../api/client.js';
import { readAnew } from '../../api/read-anew.js';
import { useConfirm } from '../../patterns/confirm.js';
import { Loaded } from '../../patterns/loaded.js';
import { PageHeader } from '../../patterns/page-header.js';
import { StatusBadge } from '../../patterns/status-badge.js';
import { ViewAsCode } from '../../patterns/view-as-code.js';
import { useMay } from '../../session/session.js';
import type { Brand } from './brand.js';
import { LookCard } from './look-card.js';

export function BrandPage(): ReactNode {
  const { brandId = '' } = useParams({ strict: false });
  const query = apiQuery.useQuery('get', '/api/v1/brands/{brandId}', { params: { path: { brandId } } });
  return (
    <Loaded query={query} what="load the brand">
      {(brand) => <BrandDetail brand={brand} />}
    </Loaded>
  );
}

function BrandDetail({ brand }: { readonly brand: Brand }): ReactNode {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const confirm = useConfirm();
  const may = useMay('okta.brands.manage');
  const themes = apiQuery.useQuery('get', '/api/v1/brands/{brandId}/themes', { params: { path: { brandId: brand.id } } });
  const remove = () =>
    confirm({
      title: `Delete ${brand.name}`,
      text: 'Authenticators that name it show the default brand of the org instead.',
      act: 'Delete brand',
      dangerous: true,
      mustType: brand.name,
      run: async () => {
        await api.DELETE('/api/v1/brands/{brandId}', { params: { path: { brandId: brand.id } } });
        void navigate({ to: '/customizations/brands' });
        await readAnew(queries);
      },
    });
  return (
    <>
      <PageHeader
        title={brand.name}
        section="Brands"
        parent={{ label: 'Brands', to: '/customizations/brands' }}
        badge={brand.isDefault ? <StatusBadge tone="good" label="Default" /> : null}
        acts={
          <>
            {may && !brand.isDefault ? (
              <Button variant="default" c="var(--mantine-color-error)" onClick={remove}>
                Delete brand
              </Button>
            ) : null}
            <ViewAsCode
              what="brand"
              call={{ method: 'GET', path: `/api/v1/brands/${brand.id}` }}
              node={`const brand = await client.customizationApi.getBrand({ brandId: '${brand.id}' });`}
              resource={brand}
            />
          </>
        }
      />
      <Stack gap="lg">
        <Loaded query={themes} what="load the theme">
          {([theme]) => (theme === undefined ? null : <LookCard brand={brand} theme={theme} />)}
        </Loaded>
      </Stack>
    </>
  );
}
