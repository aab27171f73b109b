/** Resources of an authorization server as the console's pages use them. */
import type { MethodResponse } from 'openapi-react-query';
import type { apiQuery } from '../../api/client.js';

export type AuthorizationServer = MethodResponse<typeof apiQuery, 'get', '/api/v1/authorizationServers/{authServerId}'>;
export type Scope = MethodResponse<typeof apiQuery, 'get', '/api/v1/authorizationServers/{authServerId}/scopes/{scopeId}'>;
export type Claim = MethodResponse<typeof apiQuery, 'get', '/api/v1/authorizationServers/{authServerId}/claims/{claimId}'>;
export type Policy = MethodResponse<typeof apiQuery, 'get', '/api/v1/authorizationServers/{authServerId}/policies/{policyId}'>;
export type Rule = MethodResponse<typeof apiQuery, 'get', '/api/v1/authorizationServers/{authServerId}/policies/{policyId}/rules/{ruleId}'>;

/** What the tabs of a server get. */
export interface ServerProps {
  readonly server: AuthorizationServer;
}
