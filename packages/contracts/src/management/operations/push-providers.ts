import { z } from 'zod';
import { pushProviderInput, pushProviderOutput, pushProviderQuery, pushProviderReplacement } from '../push-providers.js';
import { operations } from './operation.js';

/** `/api/v1/push-providers` (okta-api 3.9). Private keys never come out. */
export const pushProviderOperations = operations('PushProvider', {
  createPushProvider: {
    method: 'POST',
    path: '/api/v1/push-providers',
    summary: 'Create a push provider',
    access: 'okta.pushProviders.manage',
    body: pushProviderInput,
    status: 200,
    answer: pushProviderOutput,
  },
  listPushProviders: {
    method: 'GET',
    path: '/api/v1/push-providers',
    summary: 'List push providers',
    access: 'okta.pushProviders.read',
    query: pushProviderQuery,
    status: 200,
    answer: z.array(pushProviderOutput),
  },
  getPushProvider: {
    method: 'GET',
    path: '/api/v1/push-providers/{pushProviderId}',
    summary: 'Read a push provider',
    access: 'okta.pushProviders.read',
    status: 200,
    answer: pushProviderOutput,
  },
  replacePushProvider: {
    method: 'PUT',
    path: '/api/v1/push-providers/{pushProviderId}',
    summary: 'Replace a push provider',
    description: 'A key that is left out stays as it is.',
    access: 'okta.pushProviders.manage',
    body: pushProviderReplacement,
    status: 200,
    answer: pushProviderOutput,
  },
  deletePushProvider: {
    method: 'DELETE',
    path: '/api/v1/push-providers/{pushProviderId}',
    summary: 'Delete a push provider',
    access: 'okta.pushProviders.manage',
    status: 204,
  },
});
