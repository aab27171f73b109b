/** `/api/v1/users` (okta-api 3.10). */
import { createHash } from 'node:crypto';
import type { activateUserQuery, userOperations } from '@countersign/contracts';
import {
  activateUser,
  ApiError,
  changePassword,
  createUser,
  deactivateUser,
  deleteUser,
  endUserSessions,
  expirePassword,
  getUser,
  giveTemporaryPassword,
  issuePasswordLink,
  listUsers,
  replaceUser,
  resetPassword,
  suspendUser,
  unlockUser,
  unsuspendUser,
  updateUser,
  validationFailed,
} from '@countersign/engine';
import type { z } from 'zod';
import type { ServerContext } from '../../server-context.js';
import { passwordLinkUrl } from '../account/password-link.js';
import { addressedUser, type UserCall } from './addressed-user.js';
import { presentGroup } from './groups.js';
import type { Handlers } from './handlers.js';
import { listPage } from './list-page.js';
import { presentUser } from './present-user.js';

/** With `q` a page is short: it fills a box somebody types into. */
const suggestions = 10;

const lifecycleSteps = {
  deactivateUser,
  suspendUser,
  unsuspendUser,
  unlockUser,
} as const satisfies Partial<Record<keyof typeof userOperations, unknown>>;
type LifecycleOperation = keyof typeof lifecycleSteps;

export function userHandlers(server: ServerContext): Handlers<typeof userOperations> {
  return {
    ...recordHandlers(server),
    async changePassword(call) {
      const user = await addressedUser(server, call);
      if (user.status !== 'ACTIVE' && user.status !== 'PASSWORD_EXPIRED') throw new ApiError('E0000038');
      const { oldPassword, newPassword } = call.body();
      const changed = await changePassword(server, { user, oldPassword: oldPassword.value, newPassword: newPassword.value }, call.actor);
      return presentUser(changed, call.orgUrl).credentials;
    },
    async listUserGroups(call) {
      const user = await addressedUser(server, call);
      const groups = await server.management.groups.listOfUser(call.actor.orgId, user.id);
      return groups.map((group) => presentGroup(group, call.orgUrl));
    },
    async revokeUserSessions(call) {
      const user = await addressedUser(server, call);
      await endUserSessions(server, { user, grants: call.query().oauthTokens }, call.actor);
    },
    activateUser: (call) => activate(server, call),
    async resetPassword(call) {
      const user = await addressedUser(server, call);
      const { revokeSessions } = call.query();
      const token = await resetPassword(server, user, call.actor);
      if (revokeSessions) await endUserSessions(server, { user, grants: true }, call.actor);
      return { resetPasswordUrl: passwordLinkUrl(call.orgUrl, token) };
    },
    async expirePassword(call) {
      const user = await addressedUser(server, call);
      if (call.query().tempPassword) return { tempPassword: await giveTemporaryPassword(server, user, call.actor) };
      await expirePassword(server, user, call.actor);
      return presentUser(await getUser(server, user.id, call.actor), call.orgUrl);
    },
    async expirePasswordWithTempPassword(call) {
      const user = await addressedUser(server, call);
      const tempPassword = await giveTemporaryPassword(server, user, call.actor);
      if (call.query().revokeSessions) await endUserSessions(server, { user, grants: true }, call.actor);
      return { tempPassword };
    },
    deactivateUser: lifecycleHandler(server, 'deactivateUser'),
    suspendUser: lifecycleHandler(server, 'suspendUser'),
    unsuspendUser: lifecycleHandler(server, 'unsuspendUser'),
    unlockUser: lifecycleHandler(server, 'unlockUser'),
  };
}

type RecordOperation = 'createUser' | 'listUsers' | 'getUser' | 'updateUser' | 'replaceUser' | 'deleteUser';

function recordHandlers(server: ServerContext): Handlers<Pick<typeof userOperations, RecordOperation>> {
  return {
    async createUser(call) {
      const { activate, provider, nextLogin } = call.query();
      if (provider) throw validationFailed('provider', ['provider: users of other providers are not supported']);
      const mustChangePassword = nextLogin !== undefined;
      if (mustChangePassword && !activate) throw validationFailed('nextLogin', ['nextLogin: only with activate=true']);
      return presentUser(await createUser(server, { input: call.body(), activate, mustChangePassword }, call.actor), call.orgUrl);
    },
    listUsers(call) {
      const { q, sortBy, sortOrder } = call.query();
      const byLogin = sortBy === undefined ? undefined : sortOrder === 'desc' ? 'descending' : 'ascending';
      return listPage(call, {
        limits: q === undefined ? {} : { defaultLimit: suggestions },
        read: (query) => listUsers(server, { ...query, byLogin }, call.actor),
        idOf: (user) => (byLogin === undefined ? user.id : user.login),
        present: (user) => presentUser(user, call.orgUrl),
      });
    },
    async getUser(call) {
      const body = presentUser(await addressedUser(server, call), call.orgUrl);
      call.setHeader('etag', `W/"${createHash('sha256').update(JSON.stringify(body)).digest('base64url').slice(0, 22)}"`);
      return body;
    },
    async updateUser(call) {
      const user = await addressedUser(server, call);
      return presentUser(await updateUser(server, { user, input: call.body() }, call.actor), call.orgUrl);
    },
    async replaceUser(call) {
      const user = await addressedUser(server, call);
      return presentUser(await replaceUser(server, { user, input: call.body() }, call.actor), call.orgUrl);
    },
    deleteUser: async (call) => deleteUser(server, await addressedUser(server, call), call.actor),
  };
}

function lifecycleHandler(server: ServerContext, operation: LifecycleOperation) {
  return async (call: UserCall) => {
    await lifecycleSteps[operation](server, await addressedUser(server, call), call.actor);
    return {};
  };
}

/** Whoever has no password yet chooses one by the link, once. */
async function activate(server: ServerContext, call: UserCall & { readonly query: () => z.output<typeof activateUserQuery> }) {
  const user = await addressedUser(server, call);
  const { sendEmail, nextLogin } = call.query();
  // asked again for a link, the account stays as it is
  if (sendEmail || user.status !== 'PROVISIONED')
    await activateUser(server, user, call.actor, { mustChangePassword: nextLogin !== undefined });
  if (sendEmail || user.passwordHash !== undefined) return {};
  const activationToken = await issuePasswordLink(server, user, call.actor);
  return { activationUrl: passwordLinkUrl(call.orgUrl, activationToken), activationToken };
}
