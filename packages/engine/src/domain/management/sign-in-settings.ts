/** The org's policy of signing in, and what locks an account. */
import type { LockoutInput, SignInPolicyInput } from '@countersign/contracts';
import type { SignInSetting } from '../../ports/management/org-settings-store.js';
import { defaultOrgSettings, type OrgSettings, type SignInPolicy } from '../org/org.js';
import { defaultLockout, type LockoutSettings } from '../session/lockout.js';
import { announce, changeEvent, type Actor, type Administration } from './administration.js';
import { changedFields } from './changed-fields.js';

export function getSignInSetting<Name extends SignInSetting>(admin: Administration, name: Name, actor: Actor): Promise<OrgSettings[Name]> {
  return admin.management.orgSettings.findSignInSetting(actor.orgId, name);
}

export function replaceSignInPolicy(admin: Administration, input: SignInPolicyInput, actor: Actor): Promise<SignInPolicy> {
  const { signInPolicy } = defaultOrgSettings;
  const value = {
    secondFactor: input.secondFactor ?? signInPolicy.secondFactor,
    numberChallenge: input.numberChallenge ?? signInPolicy.numberChallenge,
    enrollmentLinks: input.enrollmentLinks ?? signInPolicy.enrollmentLinks,
  };
  return replace(admin, { name: 'signInPolicy', value }, actor);
}

export function replaceLockout(admin: Administration, input: LockoutInput, actor: Actor): Promise<LockoutSettings> {
  const value = {
    maxFailures: input.maxFailures ?? defaultLockout.maxFailures,
    windowMinutes: input.windowMinutes ?? defaultLockout.windowMinutes,
    lockMinutes: input.lockMinutes ?? defaultLockout.lockMinutes,
  };
  return replace(admin, { name: 'lockout', value }, actor);
}

async function replace<Name extends SignInSetting>(
  admin: Administration,
  { name, value }: { readonly name: Name; readonly value: OrgSettings[Name] },
  actor: Actor,
): Promise<OrgSettings[Name]> {
  const { orgId } = actor;
  const before = await getSignInSetting(admin, name, actor);
  const event = changeEvent(admin, actor, {
    eventType: 'x.sign_in.settings.update',
    displayMessage: 'Change how people sign in',
    targets: [{ id: orgId, type: 'Org' }],
    changes: changedFields({ ...before }, { ...value }),
  });
  await admin.management.orgSettings.saveSignInSetting({ orgId, name, value, now: admin.engine.clock.now(), event });
  await announce(admin, [{ kind: 'changed', record: 'org', id: orgId }]);
  return value;
}
