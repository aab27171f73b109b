/** What the wizard asks, and the app it makes of the answers. */
import type { Session } from '../../api/session-paths.js';
import { type AppInput, type ApplicationType, cibaGrant } from './app.js';
import type { CibaValues, GrantValues, UriValues } from './app-fields.js';
import { jwtBearerGrant } from './grants.js';

export interface NewAppValues extends GrantValues, CibaValues, UriValues {
  name: string;
  access: 'everyone' | 'groups' | 'nobody';
  groupIds: string[];
}

const standardGrants: Readonly<Record<ApplicationType, readonly string[]>> = {
  web: ['authorization_code'],
  browser: ['authorization_code'],
  native: ['authorization_code', 'refresh_token', jwtBearerGrant],
  service: ['client_credentials'],
};

export const newAppTitles: Readonly<Record<ApplicationType, string>> = {
  web: 'New Web App Integration',
  browser: 'New Single-Page App Integration',
  native: 'New Native App Integration',
  service: 'New API Services App Integration',
};

/** The start of the second step: defaults that work, to be changed or left. A native app is most often the one that devices enrol as. */
export function newAppValues(type: ApplicationType, org: Pick<Session['org'], 'authenticatorUrl' | 'development'>): NewAppValues {
  return {
    name: type === 'web' ? 'My Web App' : '',
    grantTypes: [...standardGrants[type]],
    authenticatorId: '',
    numberChallenge: 'off',
    signingAlg: '',
    strictMessages: false,
    holdPolls: false,
    newDeviceHours: '',
    redirectUris: redirectUris(type, org),
    postLogoutRedirectUris: [],
    access: 'everyone',
    groupIds: [],
  };
}

function redirectUris(type: ApplicationType, { authenticatorUrl, development }: Parameters<typeof newAppValues>[1]): string[] {
  if (type === 'service') return [];
  if (type !== 'native' || authenticatorUrl === undefined) return ['http://localhost:8080/authorization-code/callback'];
  // the simulator signs in by a port of its own choice (RFC 8252 7.3)
  return [`${authenticatorUrl}/callback`, ...(development ? ['http://127.0.0.1/callback'] : [])];
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
