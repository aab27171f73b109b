/** Links by which a person enrols a device without signing in on it. Ours. */
import { z } from 'zod';
import { linksWithSelf } from './links.js';
import { objectId, timestamp } from './text.js';

export const enrollmentLinkInput = z
  .strictObject({
    authenticatorId: objectId.meta({ description: 'Where the device enrols: an active authenticator whose app the user may use.' }),
    expiresInMinutes: z.int().min(1).max(60).default(10).meta({ description: 'How long the code can be used.' }),
  })
  .meta({ id: 'EnrollmentLinkInput', examples: [{ authenticatorId: 'aut4kq0exampleExamp1', expiresInMinutes: 10 }] });
export type EnrollmentLinkInput = z.output<typeof enrollmentLinkInput>;

const maker = z.object({
  id: z.string(),
  type: z.string(),
  alternateId: z.string().nullable(),
  displayName: z.string().nullable(),
});

const members = {
  id: z.string().length(20),
  state: z
    .enum(['WAITING', 'USED', 'EXPIRED', 'CANCELLED'])
    .meta({ description: 'USED once a device is enrolled; until then WAITING, also after the device opened the link.' }),
  userId: z.string(),
  authenticatorId: z.string(),
  createdBy: maker,
  created: timestamp,
  expiresAt: timestamp.meta({ description: 'When the code ends; once the link was opened, when the device’s time to enrol ends.' }),
  openedAt: timestamp.nullable(),
  usedAt: timestamp.nullable(),
  cancelledAt: timestamp.nullable(),
  enrollmentId: z.string().nullable(),
  deviceName: z.string().nullable().meta({ description: 'As the enrolled device calls itself.' }),
  _links: linksWithSelf,
};

export const enrollmentLinkOutput = z.object(members).meta({ id: 'EnrollmentLink' });

/** The one answer with the code. */
export const newEnrollmentLinkOutput = z
  .object({
    ...members,
    code: z.string().meta({ description: 'For pasting or typing into the app. Shown here and never again.' }),
    link: z.url().meta({ description: 'Opens the authenticator app with the code, which is in the fragment.' }),
    qrCode: z.string().meta({ description: 'The link as a QR code: an SVG document, black on white with its quiet zone.' }),
  })
  .meta({ id: 'NewEnrollmentLink' });
