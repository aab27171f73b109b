import { z } from 'zod';
import { emptyOutput } from '../empty-output.js';
import { userFactorOutput } from '../user-factors.js';
import { operations } from './operation.js';

/** `/api/v1/users/{userId}/factors` (okta-api 3.10). Administrators see and remove factors; people set them up themselves. */
export const userFactorOperations = operations('UserFactor', {
  listFactors: {
    method: 'GET',
    path: '/api/v1/users/{userId}/factors',
    summary: 'List the factors of a user',
    access: 'okta.users.read',
    status: 200,
    answer: z.array(userFactorOutput),
  },
  getFactor: {
    method: 'GET',
    path: '/api/v1/users/{userId}/factors/{factorId}',
    summary: 'Read a factor of a user',
    access: 'okta.users.read',
    status: 200,
    answer: userFactorOutput,
  },
  unenrollFactor: {
    method: 'DELETE',
    path: '/api/v1/users/{userId}/factors/{factorId}',
    summary: 'Remove a factor of a user',
    access: 'okta.users.credentials.manage',
    status: 204,
  },
  resetFactors: {
    method: 'POST',
    path: '/api/v1/users/{userId}/lifecycle/reset_factors',
    summary: 'Remove all factors of a user',
    access: 'okta.users.credentials.manage',
    status: 200,
    answer: emptyOutput,
  },
});
