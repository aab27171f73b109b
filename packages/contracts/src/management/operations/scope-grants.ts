import { z } from 'zod';
import { scopeGrantInput, scopeGrantOutput } from '../scope-grants.js';
import { operations } from './operation.js';

/** `/api/v1/apps/{appId}/grants` (okta-api 3.6.6): which scopes of this API an app may ask for in the name of administrators. */
export const scopeGrantOperations = operations('ApplicationGrants', {
  listScopeConsentGrants: {
    method: 'GET',
    path: '/api/v1/apps/{appId}/grants',
    summary: 'List the scopes granted to an app',
    access: 'okta.appGrants.read',
    status: 200,
    answer: z.array(scopeGrantOutput),
  },
  grantConsentToScope: {
    method: 'POST',
    path: '/api/v1/apps/{appId}/grants',
    summary: 'Grant a scope of this API to an app',
    description:
      'What has been granted before stays as it is. An app cannot grant scopes, nor be given the right to, nor to make API tokens.',
    access: 'okta.appGrants.manage',
    body: scopeGrantInput,
    status: 201,
    answer: scopeGrantOutput,
  },
  getScopeConsentGrant: {
    method: 'GET',
    path: '/api/v1/apps/{appId}/grants/{grantId}',
    summary: 'Read the grant of a scope',
    access: 'okta.appGrants.read',
    status: 200,
    answer: scopeGrantOutput,
  },
  revokeScopeConsentGrant: {
    method: 'DELETE',
    path: '/api/v1/apps/{appId}/grants/{grantId}',
    summary: 'Take a scope from an app',
    description: 'Tokens that carry it may do nothing with it from then on.',
    access: 'okta.appGrants.manage',
    status: 204,
  },
});
