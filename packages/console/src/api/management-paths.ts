/** Every endpoint of the management API with its parameters, body and answer, derived from the schemas the server checks with. */
export type { ManagementPaths } from '@countersign/contracts';
