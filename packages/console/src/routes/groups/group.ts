import type { MethodResponse } from 'openapi-react-query';
import type { apiQuery } from '../../api/client.js';

export type Group = MethodResponse<typeof apiQuery, 'get', '/api/v1/groups/{groupId}'>;

/** Made with the org, and not to be changed: everybody is in it. */
export const isBuiltIn = (group: Group): boolean => group.type === 'BUILT_IN';
