/**
 * What a caller of the management API may do, in Okta's words (okta-api 3.1): the right to read or to manage one kind of resource. An
 * access token carries them as scopes, an administrator's roles are sets of them. To manage implies to read.
 */

/**
 * Kinds of resources; Okta's names where it has one. `transactions` is ours, and so is a part of a kind: the right to all of it covers it.
 */
export const accessResources = [
  'apiTokens',
  'appGrants',
  'apps',
  'authenticators',
  'authorizationServers',
  'brands',
  'devices',
  'features',
  'groups',
  'logs',
  'orgs',
  'pushProviders',
  'roles',
  'sessions',
  'transactions',
  'trustedOrigins',
  'users',
  // factors and passwords: what a help desk resets
  'users.credentials',
] as const;
export type AccessResource = (typeof accessResources)[number];

export type AccessScope = `okta.${AccessResource}.${'read' | 'manage'}`;

/** Every scope, in the order of the resources. */
export const accessScopes: readonly AccessScope[] = accessResources.flatMap((resource): AccessScope[] => [
  `okta.${resource}.read`,
  `okta.${resource}.manage`,
]);
