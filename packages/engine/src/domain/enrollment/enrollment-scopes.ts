import { deviceScopes } from '@countersign/contracts/wire';
import { ApiError } from '../api-error.js';

/** Which scopes allow what (devices protocol 1.8). A maintenance token never enrols, changes keys or deletes. */
const allowedScopes = {
  enroll: [deviceScopes.manage],
  update: [deviceScopes.maintenanceManage, deviceScopes.manage],
  updateKeys: [deviceScopes.manage],
  delete: [deviceScopes.manage],
  listPending: [deviceScopes.maintenanceRead, deviceScopes.maintenanceManage, deviceScopes.manage, deviceScopes.read],
  report: [deviceScopes.maintenanceManage, deviceScopes.manage],
} as const;
export type EnrollmentOperation = keyof typeof allowedScopes;

/** Throws E0000006 unless one of the granted scopes allows the operation. */
export function requireScopeFor(operation: EnrollmentOperation, granted: ReadonlySet<string>): void {
  if (!allowedScopes[operation].some((scope) => granted.has(scope))) {
    throw new ApiError('E0000006', { reason: `no scope for ${operation}` });
  }
}
