import { api } from '../../api/client.js';
import type { Authenticator } from './authenticator.js';

interface AuthenticatorChange {
  readonly name?: string;
  readonly settings?: {
    readonly appInstanceId: string;
    readonly userVerification: 'PREFERRED' | 'REQUIRED';
    readonly brandId: string | null;
  };
  readonly configuration?: Authenticator['provider']['configuration'];
}

/** The API replaces the whole: what does not change is sent as it is. */
export async function changeAuthenticator(authenticator: Authenticator, change: AuthenticatorChange): Promise<void> {
  const { userVerification, appInstanceId, brandId } = authenticator.settings;
  await api.PUT('/api/v1/authenticators/{authenticatorId}', {
    params: { path: { authenticatorId: authenticator.id } },
    body: {
      key: 'custom_app',
      name: change.name ?? authenticator.name,
      provider: { type: 'PUSH', configuration: change.configuration ?? authenticator.provider.configuration },
      settings: change.settings ?? { userVerification, appInstanceId, ...(brandId === undefined ? {} : { brandId }) },
    },
  });
}
