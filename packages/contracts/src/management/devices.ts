/** Devices that people enrolled (okta-api 3.11). They make themselves known by enrolling; here they are seen and taken out of service. */
import { z } from 'zod';
import { linksWithSelf } from './links.js';
import { timestamp } from './text.js';
import { userOutput } from './users.js';

export const deviceOutput = z
  .object({
    id: z.string().length(20),
    status: z.enum(['ACTIVE', 'SUSPENDED', 'DEACTIVATED']),
    created: timestamp,
    lastUpdated: timestamp,
    /** What else the device said of itself. */
    profile: z.looseObject({ displayName: z.string(), platform: z.string(), registered: z.literal(true) }),
    resourceType: z.literal('UDDevice'),
    resourceDisplayName: z.object({ value: z.string(), sensitive: z.literal(false) }),
    resourceId: z.string(),
    resourceAlternateId: z.null(),
    _links: linksWithSelf,
  })
  .meta({ id: 'Device' });

/** A user who has an enrollment on a device. */
export const deviceUserOutput = z
  .object({
    created: timestamp,
    managementStatus: z.literal('NOT_MANAGED'),
    screenLockType: z.literal('NONE'),
    user: userOutput,
  })
  .meta({ id: 'DeviceUser' });
/** A device on which a user has an enrollment. */
export const userDeviceOutput = z.object({ created: timestamp, deviceUserId: z.string(), device: deviceOutput }).meta({ id: 'UserDevice' });
