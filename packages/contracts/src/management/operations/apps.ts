import { z } from 'zod';
import { appInput, appOutput } from '../apps.js';
import { emptyOutput } from '../empty-output.js';
import { activateQuery, filterQuery } from '../query-parameters.js';
import { operations } from './operation.js';

/** `/api/v1/apps` (okta-api 3.6.1). */
export const appOperations = operations('Application', {
  createApplication: {
    method: 'POST',
    path: '/api/v1/apps',
    summary: 'Create an app',
    access: 'okta.apps.manage',
    query: activateQuery,
    body: appInput,
    status: 200,
    answer: appOutput,
  },
  listApplications: {
    method: 'GET',
    path: '/api/v1/apps',
    summary: 'List apps',
    access: 'okta.apps.read',
    query: filterQuery,
    list: { defaultLimit: 20, maxLimit: 200 },
    status: 200,
    answer: z.array(appOutput),
  },
  getApplication: {
    method: 'GET',
    path: '/api/v1/apps/{appId}',
    summary: 'Read an app',
    access: 'okta.apps.read',
    status: 200,
    answer: appOutput,
  },
  replaceApplication: {
    method: 'PUT',
    path: '/api/v1/apps/{appId}',
    summary: 'Replace an app',
    description: 'Settings that are left out take their defaults.',
    access: 'okta.apps.manage',
    body: appInput,
    status: 200,
    answer: appOutput,
  },
  deleteApplication: {
    method: 'DELETE',
    path: '/api/v1/apps/{appId}',
    summary: 'Delete an app',
    description: 'It has to be deactivated first.',
    access: 'okta.apps.manage',
    status: 204,
  },
  activateApplication: {
    method: 'POST',
    path: '/api/v1/apps/{appId}/lifecycle/activate',
    summary: 'Activate an app',
    access: 'okta.apps.manage',
    status: 200,
    answer: emptyOutput,
  },
  deactivateApplication: {
    method: 'POST',
    path: '/api/v1/apps/{appId}/lifecycle/deactivate',
    summary: 'Deactivate an app',
    description: 'Its tokens are worth nothing from then on.',
    access: 'okta.apps.manage',
    status: 200,
    answer: emptyOutput,
  },
});
