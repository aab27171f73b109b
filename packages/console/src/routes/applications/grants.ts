/** The grants an app may be given here, under the names of the guide. */
import type { ApplicationType } from './app.js';
import { cibaGrant } from './app.js';

/** RFC 7523. */
export const jwtBearerGrant = 'urn:ietf:params:oauth:grant-type:jwt-bearer';

export interface GrantChoice {
  readonly value: string;
  readonly label: string;
  readonly description?: string;
  readonly types: readonly ApplicationType[];
}

export const grantChoices: readonly GrantChoice[] = [
  { value: 'authorization_code', label: 'Authorization Code', types: ['web', 'native', 'browser'] },
  {
    value: 'refresh_token',
    label: 'Refresh Token',
    description: 'New tokens without asking again, where the access policy rule allows offline_access.',
    types: ['web', 'native', 'browser'],
  },
  {
    value: cibaGrant,
    label: 'Client-initiated backchannel authentication flow (CIBA)',
    description: 'Asks a person on their own device to approve a sign-in or a transaction.',
    types: ['web'],
  },
  {
    value: 'client_credentials',
    label: 'Client Credentials',
    description: 'The app in its own name, without a person.',
    types: ['web', 'service'],
  },
  {
    value: jwtBearerGrant,
    label: 'JWT Bearer',
    description: 'The maintenance token of an enrolled device. Authenticator apps need it.',
    types: ['native'],
  },
  {
    value: 'implicit',
    label: 'Implicit (hybrid)',
    description: 'Discouraged: tokens pass through the address bar. It can be registered, but this server does not issue tokens for it.',
    types: ['web', 'native', 'browser'],
  },
];

export function grantLabel(grant: string): string {
  return grantChoices.find(({ value }) => value === grant)?.label ?? grant;
}
