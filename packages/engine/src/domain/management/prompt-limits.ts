/** How often people may be asked, as the org says (security model T1). */
import type { PromptLimitsInput } from '@countersign/contracts';
import { defaultPromptLimits, type PromptLimits } from '../prompt-limits/prompt-limits.js';
import { announce, changeEvent, type Actor, type Administration } from './administration.js';
import { changedFields } from './changed-fields.js';

export function getPromptLimits(admin: Administration, actor: Actor): Promise<PromptLimits> {
  return admin.management.orgSettings.findPromptLimits(actor.orgId);
}

export async function replacePromptLimits(admin: Administration, input: PromptLimitsInput, actor: Actor): Promise<PromptLimits> {
  const { orgId } = actor;
  const before = await getPromptLimits(admin, actor);
  const promptLimits: PromptLimits = {
    live: input.live ?? defaultPromptLimits.live,
    livePerClient: input.livePerClient ?? defaultPromptLimits.livePerClient,
    perTenMinutes: input.perTenMinutes ?? defaultPromptLimits.perTenMinutes,
    perDay: input.perDay ?? defaultPromptLimits.perDay,
    refusedPerClientAndHour: input.refusedPerClientAndHour ?? defaultPromptLimits.refusedPerClientAndHour,
    refusedPerHour: input.refusedPerHour ?? defaultPromptLimits.refusedPerHour,
  };
  const event = changeEvent(admin, actor, {
    eventType: 'x.ciba.prompt_limits.update',
    displayMessage: 'Change how often people may be asked',
    targets: [{ id: orgId, type: 'Org' }],
    changes: changedFields({ ...before }, { ...promptLimits }),
  });
  await admin.management.orgSettings.savePromptLimits({ orgId, promptLimits, now: admin.engine.clock.now(), event });
  await announce(admin, [{ kind: 'changed', record: 'org', id: orgId }]);
  return promptLimits;
}
