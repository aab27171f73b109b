import { z } from 'zod';
import { groupInput, groupOutput } from '../groups.js';
import { searchQuery } from '../query-parameters.js';
import { userOutput } from '../users.js';
import { operations } from './operation.js';

/** `/api/v1/groups` (okta-api 3.10). */
export const groupOperations = operations('Group', {
  createGroup: {
    method: 'POST',
    path: '/api/v1/groups',
    summary: 'Create a group',
    access: 'okta.groups.manage',
    body: groupInput,
    status: 200,
    answer: groupOutput,
  },
  listGroups: {
    method: 'GET',
    path: '/api/v1/groups',
    summary: 'List groups',
    access: 'okta.groups.read',
    query: searchQuery,
    list: { defaultLimit: 200, maxLimit: 10_000 },
    status: 200,
    answer: z.array(groupOutput),
  },
  getGroup: {
    method: 'GET',
    path: '/api/v1/groups/{groupId}',
    summary: 'Read a group',
    access: 'okta.groups.read',
    status: 200,
    answer: groupOutput,
  },
  replaceGroup: {
    method: 'PUT',
    path: '/api/v1/groups/{groupId}',
    summary: 'Replace a group',
    access: 'okta.groups.manage',
    body: groupInput,
    status: 200,
    answer: groupOutput,
  },
  deleteGroup: {
    method: 'DELETE',
    path: '/api/v1/groups/{groupId}',
    summary: 'Delete a group',
    access: 'okta.groups.manage',
    status: 204,
  },
  listGroupUsers: {
    method: 'GET',
    path: '/api/v1/groups/{groupId}/users',
    summary: 'List the members of a group',
    access: 'okta.groups.read',
    list: { defaultLimit: 200, maxLimit: 1000 },
    status: 200,
    answer: z.array(userOutput),
  },
  assignUserToGroup: {
    method: 'PUT',
    path: '/api/v1/groups/{groupId}/users/{userId}',
    summary: 'Add a user to a group',
    access: 'okta.groups.manage',
    status: 204,
  },
  unassignUserFromGroup: {
    method: 'DELETE',
    path: '/api/v1/groups/{groupId}/users/{userId}',
    summary: 'Take a user out of a group',
    access: 'okta.groups.manage',
    status: 204,
  },
});
