import { z } from 'zod';
import { appGroupInput, appGroupOutput, appUserInput, appUserOutput, appUserUpdate } from '../app-assignments.js';
import { operations } from './operation.js';

/** `/api/v1/apps/{appId}/users` and `/groups` (okta-api 3.6.5). */
export const appAssignmentOperations = operations('ApplicationAssignment', {
  listApplicationUsers: {
    method: 'GET',
    path: '/api/v1/apps/{appId}/users',
    summary: 'List the users of an app',
    access: 'okta.apps.read',
    list: { defaultLimit: 50, maxLimit: 500 },
    status: 200,
    answer: z.array(appUserOutput),
  },
  assignUserToApplication: {
    method: 'POST',
    path: '/api/v1/apps/{appId}/users',
    summary: 'Assign a user to an app',
    access: 'okta.apps.manage',
    body: appUserInput,
    status: 200,
    answer: appUserOutput,
  },
  getApplicationUser: {
    method: 'GET',
    path: '/api/v1/apps/{appId}/users/{userId}',
    summary: 'Read the assignment of a user',
    access: 'okta.apps.read',
    status: 200,
    answer: appUserOutput,
  },
  updateApplicationUser: {
    method: 'POST',
    path: '/api/v1/apps/{appId}/users/{userId}',
    summary: 'Change the assignment of a user',
    access: 'okta.apps.manage',
    body: appUserUpdate,
    status: 200,
    answer: appUserOutput,
  },
  unassignUserFromApplication: {
    method: 'DELETE',
    path: '/api/v1/apps/{appId}/users/{userId}',
    summary: 'Take an app from a user',
    access: 'okta.apps.manage',
    status: 204,
  },
  listApplicationGroupAssignments: {
    method: 'GET',
    path: '/api/v1/apps/{appId}/groups',
    summary: 'List the groups of an app',
    access: 'okta.apps.read',
    list: { defaultLimit: 20, maxLimit: 200 },
    status: 200,
    answer: z.array(appGroupOutput),
  },
  getApplicationGroupAssignment: {
    method: 'GET',
    path: '/api/v1/apps/{appId}/groups/{groupId}',
    summary: 'Read the assignment of a group',
    access: 'okta.apps.read',
    status: 200,
    answer: appGroupOutput,
  },
  assignGroupToApplication: {
    method: 'PUT',
    path: '/api/v1/apps/{appId}/groups/{groupId}',
    summary: 'Assign a group to an app',
    access: 'okta.apps.manage',
    body: appGroupInput,
    status: 200,
    answer: appGroupOutput,
  },
  unassignApplicationFromGroup: {
    method: 'DELETE',
    path: '/api/v1/apps/{appId}/groups/{groupId}',
    summary: 'Take an app from a group',
    access: 'okta.apps.manage',
    status: 204,
  },
});
