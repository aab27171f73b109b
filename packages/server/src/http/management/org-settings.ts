/** `/api/v1/org/…`: what the org says for everybody. Ours. */
import type { orgSettingOperations } from '@countersign/contracts';
import {
  getPromptLimits,
  getPushSettings,
  getSignInSetting,
  replaceLockout,
  replacePromptLimits,
  replacePushSettings,
  replaceSignInPolicy,
} from '@countersign/engine';
import type { ServerContext } from '../../server-context.js';
import type { Handlers } from './handlers.js';

export function orgSettingHandlers(server: ServerContext): Handlers<typeof orgSettingOperations> {
  return {
    getPromptLimits: (call) => getPromptLimits(server, call.actor),
    replacePromptLimits: (call) => replacePromptLimits(server, call.body(), call.actor),
    getPushSettings: (call) => getPushSettings(server, call.actor),
    replacePushSettings: (call) => replacePushSettings(server, call.body(), call.actor),
    getSignInPolicy: (call) => getSignInSetting(server, 'signInPolicy', call.actor),
    replaceSignInPolicy: (call) => replaceSignInPolicy(server, call.body(), call.actor),
    getLockout: (call) => getSignInSetting(server, 'lockout', call.actor),
    replaceLockout: (call) => replaceLockout(server, call.body(), call.actor),
  };
}
