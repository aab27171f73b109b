import { z } from 'zod';
import { clientBlockOutput } from '../client-blocks.js';
import { operations } from './operation.js';

/** `/api/v1/users/{userId}/clientBlocks`: clients a user reported, which may not ask them until released. Ours. */
export const clientBlockOperations = operations('ClientBlock', {
  listClientBlocks: {
    method: 'GET',
    path: '/api/v1/users/{userId}/clientBlocks',
    summary: 'List the clients a user reported',
    access: 'okta.users.read',
    status: 200,
    answer: z.array(clientBlockOutput),
  },
  releaseClient: {
    method: 'DELETE',
    path: '/api/v1/users/{userId}/clientBlocks/{clientId}',
    summary: 'Let a reported client ask the user again',
    access: 'okta.users.manage',
    status: 204,
  },
});
