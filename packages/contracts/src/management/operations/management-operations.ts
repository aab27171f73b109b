/** Every operation of the management API, by its id. A new kind of resource is one file beside this one and one line here. */
import { groupOperations } from './groups.js';
import { logSealOperations } from './log-seals.js';

export const managementOperations = {
  ...groupOperations,
  ...logSealOperations,
} as const;
export type ManagementOperations = typeof managementOperations;
