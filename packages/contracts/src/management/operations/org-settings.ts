import { promptLimitsInput, promptLimitsOutput } from '../prompt-limits.js';
import { pushSettingsInput } from '../push-settings.js';
import { lockoutInput, lockoutOutput, signInPolicyInput, signInPolicyOutput } from '../sign-in-settings.js';
import { operations } from './operation.js';

/** `/api/v1/org/…`: what the org says for everybody. Ours. */
export const orgSettingOperations = operations('OrgSetting', {
  getPromptLimits: {
    method: 'GET',
    path: '/api/v1/org/promptLimits',
    summary: 'Read how often people may be asked',
    access: 'okta.orgs.read',
    status: 200,
    answer: promptLimitsOutput,
  },
  replacePromptLimits: {
    method: 'PUT',
    path: '/api/v1/org/promptLimits',
    summary: 'Replace how often people may be asked',
    access: 'okta.orgs.manage',
    body: promptLimitsInput,
    status: 200,
    answer: promptLimitsOutput,
  },
  getPushSettings: {
    method: 'GET',
    path: '/api/v1/org/pushSettings',
    summary: 'Read what pushes carry',
    access: 'okta.orgs.read',
    status: 200,
    answer: pushSettingsInput,
  },
  replacePushSettings: {
    method: 'PUT',
    path: '/api/v1/org/pushSettings',
    summary: 'Replace what pushes carry',
    access: 'okta.orgs.manage',
    body: pushSettingsInput,
    status: 200,
    answer: pushSettingsInput,
  },
  getSignInPolicy: {
    method: 'GET',
    path: '/api/v1/org/signInPolicy',
    summary: 'Read how people sign in',
    access: 'okta.orgs.read',
    status: 200,
    answer: signInPolicyOutput,
  },
  replaceSignInPolicy: {
    method: 'PUT',
    path: '/api/v1/org/signInPolicy',
    summary: 'Replace how people sign in',
    access: 'okta.orgs.manage',
    body: signInPolicyInput,
    status: 200,
    answer: signInPolicyOutput,
  },
  getLockout: {
    method: 'GET',
    path: '/api/v1/org/lockout',
    summary: 'Read what failing to sign in does',
    access: 'okta.orgs.read',
    status: 200,
    answer: lockoutOutput,
  },
  replaceLockout: {
    method: 'PUT',
    path: '/api/v1/org/lockout',
    summary: 'Replace what failing to sign in does',
    access: 'okta.orgs.manage',
    body: lockoutInput,
    status: 200,
    answer: lockoutOutput,
  },
});
