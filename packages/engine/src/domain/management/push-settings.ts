/** What pushes carry, as the org says (security model T18, decisions 2.8). */
import type { PushSettingsInput } from '@countersign/contracts';
import { announce, changeEvent, type Actor, type Administration } from './administration.js';
import { changedFields } from './changed-fields.js';

export async function getPushSettings(admin: Administration, actor: Actor): Promise<PushSettingsInput> {
  return { pushContent: await admin.management.orgSettings.findPushContent(actor.orgId) };
}

/** Counts for the next push. */
export async function replacePushSettings(admin: Administration, input: PushSettingsInput, actor: Actor): Promise<PushSettingsInput> {
  const { orgId } = actor;
  const before = await getPushSettings(admin, actor);
  const event = changeEvent(admin, actor, {
    eventType: 'x.push_settings.update',
    displayMessage: 'Change what pushes carry',
    targets: [{ id: orgId, type: 'Org' }],
    changes: changedFields({ ...before }, { ...input }),
  });
  await admin.management.orgSettings.savePushContent({ orgId, pushContent: input.pushContent, now: admin.engine.clock.now(), event });
  await announce(admin, [{ kind: 'changed', record: 'org', id: orgId }]);
  return input;
}
