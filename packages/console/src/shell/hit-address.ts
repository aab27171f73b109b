import type { MethodResponse } from 'openapi-react-query';
import type { apiQuery } from '../api/client.js';

export type SearchHit = MethodResponse<typeof apiQuery, 'get', '/api/v1/search'>[number];

/** Where what was found is shown, below `/admin`. A kind without a page yet has none. */
const addresses: Partial<Record<SearchHit['kind'], (id: string) => string>> = {
  USER: (id) => `/people/${id}`,
  GROUP: (id) => `/groups/${id}`,
  DEVICE: (id) => `/devices/${id}`,
  APP: (id) => `/applications/${id}`,
  AUTHORIZATION_SERVER: (id) => `/security/api/${id}`,
  TRANSACTION: (id) => `/reports/ciba-requests/${id}`,
};

export function hitAddress({ kind, id }: SearchHit): string | undefined {
  return addresses[kind]?.(encodeURIComponent(id));
}

export const kindNames: Readonly<Record<SearchHit['kind'], string>> = {
  USER: 'Person',
  APP: 'Application',
  AUTHORIZATION_SERVER: 'Authorization server',
  GROUP: 'Group',
  DEVICE: 'Device',
  TRANSACTION: 'CIBA request',
};
