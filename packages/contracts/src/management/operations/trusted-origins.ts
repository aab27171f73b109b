import { z } from 'zod';
import { filterQuery } from '../query-parameters.js';
import { trustedOriginInput, trustedOriginOutput } from '../trusted-origins.js';
import { operations } from './operation.js';

/** `/api/v1/trustedOrigins`: whose scripts may call the org. */
export const trustedOriginOperations = operations('TrustedOrigin', {
  createTrustedOrigin: {
    method: 'POST',
    path: '/api/v1/trustedOrigins',
    summary: 'Create a trusted origin',
    access: 'okta.trustedOrigins.manage',
    body: trustedOriginInput,
    status: 200,
    answer: trustedOriginOutput,
  },
  listTrustedOrigins: {
    method: 'GET',
    path: '/api/v1/trustedOrigins',
    summary: 'List trusted origins',
    access: 'okta.trustedOrigins.read',
    query: filterQuery,
    list: { defaultLimit: 20, maxLimit: 200 },
    status: 200,
    answer: z.array(trustedOriginOutput),
  },
  getTrustedOrigin: {
    method: 'GET',
    path: '/api/v1/trustedOrigins/{trustedOriginId}',
    summary: 'Read a trusted origin',
    access: 'okta.trustedOrigins.read',
    status: 200,
    answer: trustedOriginOutput,
  },
  replaceTrustedOrigin: {
    method: 'PUT',
    path: '/api/v1/trustedOrigins/{trustedOriginId}',
    summary: 'Replace a trusted origin',
    access: 'okta.trustedOrigins.manage',
    body: trustedOriginInput,
    status: 200,
    answer: trustedOriginOutput,
  },
  deleteTrustedOrigin: {
    method: 'DELETE',
    path: '/api/v1/trustedOrigins/{trustedOriginId}',
    summary: 'Delete a trusted origin',
    access: 'okta.trustedOrigins.manage',
    status: 204,
  },
  activateTrustedOrigin: {
    method: 'POST',
    path: '/api/v1/trustedOrigins/{trustedOriginId}/lifecycle/activate',
    summary: 'Activate a trusted origin',
    access: 'okta.trustedOrigins.manage',
    status: 200,
    answer: trustedOriginOutput,
  },
  deactivateTrustedOrigin: {
    method: 'POST',
    path: '/api/v1/trustedOrigins/{trustedOriginId}/lifecycle/deactivate',
    summary: 'Deactivate a trusted origin',
    access: 'okta.trustedOrigins.manage',
    status: 200,
    answer: trustedOriginOutput,
  },
});
