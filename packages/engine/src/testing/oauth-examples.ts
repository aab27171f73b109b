/** Example records for tests of the protocols: complete, and changed by what a test hands in. */
import { grantTypes } from '@countersign/contracts/wire';
import type { AuthorizationServer } from '../domain/authorization-server/authorization-server.js';
import type { Client, ClientSecret } from '../domain/client/client.js';
import { sha256Bytes } from '../domain/digest.js';
import type { Grant } from '../domain/grant/grant.js';
import { defaultOrgSettings, type Org } from '../domain/org/org.js';
import type { User } from '../domain/user/user.js';

const createdAt = Date.UTC(2026, 0, 1);

export const exampleOrg: Org = { id: '00oExampleOrg0000001', url: 'https://id.example.com', name: 'Example', settings: defaultOrgSettings };

export function exampleServer(changes: Partial<AuthorizationServer> = {}): AuthorizationServer {
  const scopes = ['openid', 'profile', 'email', 'address', 'phone', 'offline_access', 'payments'].map((name) => {
    const scope = {
      name,
      description: '',
      system: name !== 'payments',
      isDefault: false,
      consent: 'IMPLICIT',
      published: name !== 'payments',
    } as const;
    return [name, scope] as const;
  });
  return {
    id: 'ausExampleServer0001',
    orgId: exampleOrg.id,
    kind: 'custom',
    isDefault: true,
    name: 'default',
    issuer: `${exampleOrg.url}/oauth2/default`,
    audience: 'api://default',
    active: true,
    rotationMode: 'AUTO',
    signingAlg: 'RS256',
    scopes: new Map(scopes),
    claims: [],
    authorizationDetailsTypes: new Map(),
    policies: [],
    ...changes,
  };
}

export function exampleOrgServer(changes: Partial<AuthorizationServer> = {}): AuthorizationServer {
  const own = { id: exampleOrg.id, kind: 'org', isDefault: false, name: 'org', issuer: exampleOrg.url, audience: exampleOrg.url } as const;
  return exampleServer({ ...own, ...changes });
}

export function exampleSecret(value: string): ClientSecret {
  return { id: `ocs${value.slice(0, 17)}`, digest: sha256Bytes(value), value };
}

export const exampleClientSecret = 'a-secret-of-more-than-32-characters-0123456789';

export function exampleClient(changes: Partial<Client> = {}): Client {
  return {
    appId: '0oaExampleClient0001',
    orgId: exampleOrg.id,
    clientId: '0oaExampleClient0001',
    name: 'Example Bank',
    logoUri: undefined,
    active: true,
    applicationType: 'web',
    authMethod: 'client_secret_basic',
    strictAuthMethod: false,
    secrets: [exampleSecret(exampleClientSecret)],
    jwks: [],
    jwksUri: undefined,
    grantTypes: new Set([grantTypes.authorizationCode, grantTypes.refreshToken, grantTypes.ciba]),
    responseTypes: ['code'],
    redirectUris: ['https://bank.example.com/callback'],
    postLogoutRedirectUris: [],
    pkceRequired: false,
    refreshToken: { rotation: 'ROTATE', leewaySeconds: 30 },
    authorizationDetailsTypes: new Set(),
    backchannel: undefined,
    ...changes,
  };
}

export function exampleUser(changes: Partial<User> = {}): User {
  return {
    id: '00uExampleUser000001',
    orgId: exampleOrg.id,
    status: 'ACTIVE',
    login: 'test.user@email.com',
    email: 'test.user@email.com',
    profile: { firstName: 'Test', lastName: 'User' },
    passwordHash: undefined,
    createdAt,
    updatedAt: createdAt,
    activatedAt: createdAt,
    statusChangedAt: createdAt,
    passwordChangedAt: undefined,
    lastLoginAt: undefined,
    ...changes,
  };
}

export function exampleGrant(changes: Partial<Grant> = {}): Grant {
  return {
    id: 'oarExampleGrant00001',
    orgId: exampleOrg.id,
    authorizationServerId: 'ausExampleServer0001',
    clientId: '0oaExampleClient0001',
    userId: '00uExampleUser000001',
    grantType: grantTypes.ciba,
    scopes: ['openid', 'profile', 'email'],
    authTime: createdAt,
    amr: ['swk'],
    acr: undefined,
    transactionId: undefined,
    accessTokenSeconds: 3600,
    refreshTokenIdleSeconds: 7 * 86_400,
    createdAt,
    refreshExpiresAt: undefined,
    ...changes,
  };
}
