import { tokenPreviewInput, tokenPreviewOutput } from '../token-preview.js';
import { operations } from './operation.js';

/** `/api/v1/authorizationServers/{authServerId}/tokenPreview`. Ours. */
export const tokenPreviewOperations = operations('TokenPreview', {
  previewTokens: {
    method: 'POST',
    path: '/api/v1/authorizationServers/{authServerId}/tokenPreview',
    summary: 'Preview the tokens of a client for a person',
    description:
      'Which policy and rule decide, why each one above does not, and the claims of the tokens with where each comes from. Nothing is signed or issued.',
    access: 'okta.authorizationServers.read',
    body: tokenPreviewInput,
    status: 200,
    answer: tokenPreviewOutput,
  },
});
