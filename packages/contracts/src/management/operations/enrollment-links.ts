import { z } from 'zod';
import { enrollmentLinkInput, enrollmentLinkOutput, newEnrollmentLinkOutput } from '../enrollment-links.js';
import { operations } from './operation.js';

/** `/api/v1/users/{userId}/enrollmentLinks`. Ours. */
export const enrollmentLinkOperations = operations('EnrollmentLink', {
  createEnrollmentLink: {
    method: 'POST',
    path: '/api/v1/users/{userId}/enrollmentLinks',
    summary: 'Create an enrollment link',
    description:
      'A one-time code with which one device enrols for the user, without a sign-in on the device. It ends what the user had open for this authenticator.',
    access: 'okta.users.credentials.manage',
    body: enrollmentLinkInput,
    status: 201,
    answer: newEnrollmentLinkOutput,
  },
  listEnrollmentLinks: {
    method: 'GET',
    path: '/api/v1/users/{userId}/enrollmentLinks',
    summary: 'List the latest enrollment links of a user',
    description: 'The latest first, at most 20; a link leaves the list a day after its end.',
    access: 'okta.users.read',
    status: 200,
    answer: z.array(enrollmentLinkOutput),
  },
  getEnrollmentLink: {
    method: 'GET',
    path: '/api/v1/users/{userId}/enrollmentLinks/{enrollmentLinkId}',
    summary: 'Read an enrollment link',
    description: 'Poll it every few seconds to learn when the device has enrolled.',
    access: 'okta.users.read',
    status: 200,
    answer: enrollmentLinkOutput,
  },
  cancelEnrollmentLink: {
    method: 'DELETE',
    path: '/api/v1/users/{userId}/enrollmentLinks/{enrollmentLinkId}',
    summary: 'Cancel an enrollment link',
    description: 'Also after the device opened it. What a device has enrolled by it stays.',
    access: 'okta.users.credentials.manage',
    status: 204,
  },
});
