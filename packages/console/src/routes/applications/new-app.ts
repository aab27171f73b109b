/** What the wizard asks, and the app it makes of the answers. */
import { type AppInput, type ApplicationType, cibaGrant } from './app.js';
import type { CibaValues, GrantValues, UriValues } from './app-fields.js';

export interface NewAppValues extends GrantValues, CibaValues, UriValues {
  name: string;
  access: 'everyone' | 'groups' | 'nobody';
  groupIds: string[];
}

const standardGrants: Readonly<Record<ApplicationType, readonly string[]>> = {
  web: ['authorization_code'],
  browser: ['authorization_code'],
  native: ['authorization_code', 'refresh_token'],
  service: ['client_credentials'],
};

export const newAppTitles: Readonly<Record<ApplicationType, string>> = {
  web: 'New Web App Integration',
  browser: 'New Single-Page App Integration',
  native: 'New Native App Integration',
  service: 'New API Services App Integration',
};

/** The start of the second step: defaults that work, to be changed or left. */
export function newAppValues(type: ApplicationType): NewAppValues {
  return {
    name: type === 'web' ? 'My Web App' : '',
    grantTypes: [...standardGrants[type]],
    authenticatorId: '',
    numberChallenge: 'off',
    signingAlg: '',
    strictMessages: false,
    holdPolls: false,
    newDeviceHours: '',
    redirectUris: type === 'service' ? [] : ['http://localhost:8080/authorization-code/callback'],
    postLogoutRedirectUris: [],
    access: 'everyone',
    groupIds: [],
  };
}

export function newApp(type: ApplicationType, values: NewAppValues): AppInput {
  const hasCiba = values.grantTypes.includes(cibaGrant);
  const filled = (list: readonly string[]) => list.map((text) => text.trim()).filter((text) => text !== '');
  return {
    name: 'oidc_client',
    signOnMode: 'OPENID_CONNECT',
    label: values.name.trim(),
    credentials: {
      oauthClient: { token_endpoint_auth_method: type === 'browser' || type === 'native' ? 'none' : 'client_secret_basic' },
    },
    settings: {
      implicitAssignment: values.access === 'everyone',
      oauthClient: {
        application_type: type,
        grant_types: values.grantTypes,
        redirect_uris: filled(values.redirectUris),
        post_logout_redirect_uris: filled(values.postLogoutRedirectUris),
        ...(hasCiba && values.authenticatorId !== '' ? { backchannel_custom_authenticator_id: values.authenticatorId } : {}),
      },
    },
  };
}
