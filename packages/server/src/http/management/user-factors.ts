/** `/api/v1/users/{id}/factors` (okta-api 3.10). Administrators see and remove factors; people set them up themselves. */
import {
  type Factor,
  getUserFactor,
  listUserFactors,
  removeUserFactor,
  resetUserFactors,
  type User,
  type UserFactor,
} from '@countersign/engine';
import type { ServerContext } from '../../server-context.js';
import { addressedUser } from './addressed-user.js';
import { link, time } from './links.js';
import { noContent, ok } from './management-call.js';
import type { Router } from './router.js';

export function userFactorRoutes(routes: Router, server: ServerContext): void {
  routes.get('/users/:id/factors', async (call) => {
    const user = await addressedUser(server, call);
    return ok((await listUserFactors(server, user)).map((factor) => present(user, factor, call.orgUrl)));
  });
  routes.get('/users/:id/factors/:factorId', async (call) => {
    const user = await addressedUser(server, call);
    return ok(present(user, await getUserFactor(server, user, call.param('factorId')), call.orgUrl));
  });
  routes.delete('/users/:id/factors/:factorId', async (call) => {
    const user = await addressedUser(server, call);
    await removeUserFactor(server, { user, factorId: call.param('factorId') }, call.actor);
    return noContent;
  });
  routes.post('/users/:id/lifecycle/reset_factors', async (call) => {
    await resetUserFactors(server, await addressedUser(server, call), call.actor);
    return ok({});
  });
}

/** Never a secret. */
function present(user: User, found: UserFactor, orgUrl: string): object {
  const path = `/users/${user.id}/factors/${found.id}`;
  return {
    id: found.id,
    ...(found.kind === 'device' ? presentDevice(user, found) : presentFactor(user, found.factor)),
    _links: { self: link(orgUrl, path, 'GET', 'DELETE'), user: link(orgUrl, `/users/${user.id}`) },
  };
}

/** Okta files every app of RFC 6238 under Google. */
function presentFactor(user: User, factor: Factor): object {
  const times = { status: 'ACTIVE', created: time(factor.createdAt), lastUpdated: time(factor.lastUsedAt ?? factor.createdAt) };
  if (factor.kind === 'totp') {
    return {
      factorType: 'token:software:totp',
      provider: 'GOOGLE',
      vendorName: 'GOOGLE',
      ...times,
      profile: { credentialId: user.login, name: factor.name },
    };
  }
  return {
    factorType: 'webauthn',
    provider: 'FIDO',
    vendorName: 'FIDO',
    ...times,
    profile: { credentialId: factor.credentialId, appId: null, version: null, authenticatorName: factor.name },
  };
}

function presentDevice(user: User, { enrolled, authenticatorName }: Extract<UserFactor, { kind: 'device' }>): object {
  const { enrollment, device } = enrolled;
  return {
    factorType: 'push',
    provider: 'CUSTOM',
    vendorName: authenticatorName,
    status: enrollment.status === 'ACTIVE' && device.status === 'ACTIVE' ? 'ACTIVE' : 'INACTIVE',
    created: time(enrollment.createdAt),
    lastUpdated: time(enrollment.updatedAt),
    profile: {
      credentialId: user.login,
      deviceType: 'SmartPhone',
      name: device.profile['displayName'] ?? null,
      platform: device.profile['platform'] ?? null,
      version: device.profile['osVersion'] ?? null,
    },
  };
}
