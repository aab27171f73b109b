import { z } from 'zod';
import { adminRoleInput, adminRoleOutput } from '../users.js';
import { operations } from './operation.js';

/** `/api/v1/users/{userId}/roles`: what administrators may do. */
export const userRoleOperations = operations('UserRole', {
  listAssignedRolesForUser: {
    method: 'GET',
    path: '/api/v1/users/{userId}/roles',
    summary: 'List the roles of an administrator',
    access: 'okta.roles.read',
    status: 200,
    answer: z.array(adminRoleOutput),
  },
  assignRoleToUser: {
    method: 'POST',
    path: '/api/v1/users/{userId}/roles',
    summary: 'Make a user an administrator',
    access: 'okta.roles.manage',
    body: adminRoleInput,
    status: 201,
    answer: adminRoleOutput,
  },
  unassignRoleFromUser: {
    method: 'DELETE',
    path: '/api/v1/users/{userId}/roles/{roleId}',
    summary: 'Take a role from an administrator',
    access: 'okta.roles.manage',
    status: 204,
  },
});
