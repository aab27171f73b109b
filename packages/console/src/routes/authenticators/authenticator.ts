/** Custom authenticators and the credentials of their push services as the console's pages use them. */
import type { MethodResponse } from 'openapi-react-query';
import { apiQuery } from '../../api/client.js';

export type Authenticator = MethodResponse<typeof apiQuery, 'get', '/api/v1/authenticators/{authenticatorId}'>;
export type PushMethod = MethodResponse<typeof apiQuery, 'get', '/api/v1/authenticators/{authenticatorId}/methods/{methodType}'>;
export type PushProvider = MethodResponse<typeof apiQuery, 'get', '/api/v1/push-providers/{pushProviderId}'>;
export type ProviderType = PushProvider['providerType'];

export const providerNames: Readonly<Record<ProviderType, string>> = {
  APNS: 'Apple Push Notification service (APNs)',
  FCM: 'Firebase Cloud Messaging (FCM)',
  WEBPUSH: 'Web Push',
};

export const verificationNames = {
  PREFERRED: 'Preferred: asked for where the device can',
  REQUIRED: 'Required: fingerprint, face or PIN each time',
} as const;

export const transactionNames = { LOGIN: 'Sign-in', CIBA: 'Transactions (CIBA)' } as const;

/** Ids of the push providers an authenticator uses. */
export function providerIds({ provider }: Authenticator): readonly string[] {
  const { apns, fcm, webpush } = provider.configuration;
  return [apns?.id, fcm?.id, webpush?.id].filter((id) => id !== undefined);
}

interface Choice {
  readonly value: string;
  readonly label: string;
}

/** Native apps: what devices are as clients. Undefined while they are read. */
export function useNativeApps(): readonly Choice[] | undefined {
  const { data } = apiQuery.useQuery('get', '/api/v1/apps', { params: { query: { limit: 200 } } });
  return data?.filter(({ settings }) => settings.oauthClient.application_type === 'native').map(({ id, label }) => ({ value: id, label }));
}

export function useBrandChoices(): readonly Choice[] | undefined {
  const { data } = apiQuery.useQuery('get', '/api/v1/brands', { params: { query: { limit: 200 } } });
  return data?.map(({ id, name, isDefault }) => ({ value: id, label: isDefault ? `${name} (default)` : name }));
}

/** Providers of one kind, to choose from. */
export function useProviderChoices(type: ProviderType): readonly Choice[] | undefined {
  const { data } = apiQuery.useQuery('get', '/api/v1/push-providers');
  return data?.filter(({ providerType }) => providerType === type).map(({ id, name }) => ({ value: id, label: name }));
}
