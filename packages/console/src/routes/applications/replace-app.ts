import { api } from '../../api/client.js';
import type { App, AppInput } from './app.js';

type ClientCredentials = NonNullable<NonNullable<AppInput['credentials']>['oauthClient']>;

export interface AppChange {
  readonly label?: string;
  readonly implicitAssignment?: boolean;
  readonly credentials?: Partial<ClientCredentials>;
  readonly client?: Partial<AppInput['settings']['oauthClient']>;
}

/** Writes a change of some members. What others changed since the page was opened stays: the app is read again first. */
export async function changeApp(appId: string, { label, implicitAssignment, credentials, client }: AppChange): Promise<void> {
  const params = { path: { appId } };
  const { data: app } = await api.GET('/api/v1/apps/{appId}', { params });
  if (app === undefined) return;
  await api.PUT('/api/v1/apps/{appId}', { params, body: changed(app, { label, implicitAssignment, credentials, client }) });
}

function changed(app: App, change: { [Name in keyof AppChange]: AppChange[Name] | undefined }): AppInput {
  return {
    ...app,
    label: change.label ?? app.label,
    // what the API answered it takes back: its algorithm is one of those that it allows
    credentials: { ...app.credentials, oauthClient: { ...(app.credentials.oauthClient as ClientCredentials), ...change.credentials } },
    settings: {
      ...app.settings,
      implicitAssignment: change.implicitAssignment ?? app.settings.implicitAssignment,
      oauthClient: { ...app.settings.oauthClient, ...change.client },
    },
  };
}
