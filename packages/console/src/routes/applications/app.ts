/** An app of the management API as the console's pages use it. */
import type { MethodResponse } from 'openapi-react-query';
import type { apiQuery } from '../../api/client.js';
import type { ManagementPaths } from '../../api/management-paths.js';

export type App = MethodResponse<typeof apiQuery, 'get', '/api/v1/apps/{appId}'>;
export type AppInput = ManagementPaths['/api/v1/apps']['post']['requestBody']['content']['application/json'];
export type ApplicationType = App['settings']['oauthClient']['application_type'];

export const applicationTypeNames: Readonly<Record<ApplicationType, string>> = {
  web: 'Web Application',
  browser: 'Single-Page Application',
  native: 'Native Application',
  service: 'API Services',
};

export const cibaGrant = 'urn:openid:params:grant-type:ciba';

export function isCibaApp(app: App): boolean {
  return app.settings.oauthClient.grant_types.includes(cibaGrant);
}
