/** `/api/v1/users/{userId}/factors` (okta-api 3.10). Administrators see and remove factors; people set them up themselves. */
import type { userFactorOperations, userFactorOutput } from '@countersign/contracts';
import {
  type EnrollmentKeys,
  getUserFactor,
  listUserFactors,
  removeUserFactor,
  resetUserFactors,
  type User,
  type UserFactor,
} from '@countersign/engine';
import type { z } from 'zod';
import type { ServerContext } from '../../server-context.js';
import { addressedUser } from './addressed-user.js';
import type { Handlers, Presented } from './handlers.js';
import { link, time } from './links.js';

export function userFactorHandlers(server: ServerContext): Handlers<typeof userFactorOperations> {
  return {
    async listFactors(call) {
      const user = await addressedUser(server, call);
      return (await listUserFactors(server, user)).map((factor) => present(user, factor, call.orgUrl));
    },
    async getFactor(call) {
      const user = await addressedUser(server, call);
      return present(user, await getUserFactor(server, user, call.path.factorId), call.orgUrl);
    },
    async unenrollFactor(call) {
      const user = await addressedUser(server, call);
      await removeUserFactor(server, { user, factorId: call.path.factorId }, call.actor);
    },
    async resetFactors(call) {
      await resetUserFactors(server, await addressedUser(server, call), call.actor);
      return {};
    },
  };
}

/** Never a secret. */
function present(user: User, found: UserFactor, orgUrl: string): Presented<z.output<typeof userFactorOutput>> {
  const path = `/users/${user.id}/factors/${found.id}`;
  const common = { id: found.id, _links: { self: link(orgUrl, path, 'GET', 'DELETE'), user: link(orgUrl, `/users/${user.id}`) } };
  if (found.kind === 'device') return { ...common, ...deviceMembers(user, found) };
  const { factor } = found;
  const times = { created: time(factor.createdAt), lastUpdated: time(factor.lastUsedAt ?? factor.createdAt) };
  // Okta files every app of RFC 6238 under Google
  if (factor.kind === 'totp')
    return {
      ...common,
      factorType: 'token:software:totp',
      provider: 'GOOGLE',
      vendorName: 'GOOGLE',
      status: 'ACTIVE',
      ...times,
      profile: { credentialId: user.login, name: factor.name },
    };
  return {
    ...common,
    factorType: 'webauthn',
    provider: 'FIDO',
    vendorName: 'FIDO',
    status: 'ACTIVE',
    ...times,
    profile: { credentialId: factor.credentialId, appId: null, version: null, authenticatorName: factor.name },
  };
}

function deviceMembers(user: User, { enrolled, authenticatorName }: Extract<UserFactor, { kind: 'device' }>) {
  const { enrollment, device } = enrolled;
  const said = (member: string) => {
    const value = device.profile[member];
    return typeof value === 'string' ? value : null;
  };
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
      name: said('displayName'),
      platform: said('platform'),
      version: said('osVersion'),
    },
    enrollment: {
      id: enrollment.id,
      authenticatorId: enrollment.authenticatorId,
      device: { id: device.id, status: device.status },
      transactionTypes: [...enrollment.transactionTypes],
      hasPushToken: enrollment.pushToken !== '',
      keys: presentKeys(enrollment.keys),
    },
  } as const;
}

const keyUses = {
  proofOfPossession: 'PROOF_OF_POSSESSION',
  userVerification: 'USER_VERIFICATION',
  userVerificationBioOrPin: 'USER_VERIFICATION_BIO_OR_PIN',
} as const;

function presentKeys({ proofOfPossession, userVerification, userVerificationBioOrPin }: EnrollmentKeys) {
  const keys = { proofOfPossession, userVerification, userVerificationBioOrPin };
  return (['proofOfPossession', 'userVerification', 'userVerificationBioOrPin'] as const).flatMap((name) => {
    const key = keys[name];
    if (key === undefined) return [];
    const passkey = key.kty === 'EC' && key['cs:webauthn'] !== undefined;
    return [{ use: keyUses[name], kid: key.kid, kty: key.kty, protection: key['okta:kpr'] ?? null, passkey }];
  });
}
