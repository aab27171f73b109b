/**
 * Features of the org (okta-api 3.12). Both are real switches. Transaction Verification is on in a new org, since there is little else an org of
 * this server is for; switched off, no client can ask any more and the metadata no longer offers it. What was asked before can still be answered.
 */
import { ApiError, notFound } from '../api-error.js';
import type { OrgFeatures } from '../org/org.js';
import { announce, changeEvent, type Actor, type Administration } from './administration.js';

export interface Feature {
  /** `ftr…`: the same in every org. */
  readonly id: string;
  readonly setting: keyof OrgFeatures;
  readonly name: string;
  readonly description: string;
  readonly enabled: boolean;
}

const known: readonly Omit<Feature, 'enabled'>[] = [
  {
    id: 'ftrTransactionVerify',
    setting: 'transactionVerification',
    name: 'Transaction Verification',
    description: 'Applications ask people to approve by Client-Initiated Backchannel Authentication (CIBA).',
  },
  {
    id: 'ftrSimulatedDevices1',
    setting: 'simulatedDevices',
    name: 'Simulated devices',
    description: 'Administrators enrol devices that the server itself answers for. Everything they approve is marked as simulation.',
  },
];

export async function listFeatures(admin: Pick<Administration, 'management'>, actor: Actor): Promise<readonly Feature[]> {
  const features = await admin.management.orgSettings.findSignInSetting(actor.orgId, 'features');
  return known.map((feature) => ({ ...feature, enabled: features[feature.setting] }));
}

/** Throws E0000007. */
export async function getFeature(admin: Pick<Administration, 'management'>, id: string, actor: Actor): Promise<Feature> {
  const feature = (await listFeatures(admin, actor)).find((one) => one.id === id);
  if (feature === undefined) throw notFound(id, 'Feature');
  return feature;
}

/** `ENABLE` or `DISABLE`, in any case; what is so already changes nothing. Throws E0000007 for features and words there are not. */
export async function setFeature(
  admin: Administration,
  change: { readonly id: string; readonly lifecycle: string },
  actor: Actor,
): Promise<Feature> {
  const feature = await getFeature(admin, change.id, actor);
  const word = change.lifecycle.toUpperCase();
  if (word !== 'ENABLE' && word !== 'DISABLE') throw new ApiError('E0000007', { reason: 'no lifecycle of a feature' });
  const enabled = word === 'ENABLE';
  if (feature.enabled === enabled) return feature;
  const { orgId } = actor;
  const event = changeEvent(admin, actor, {
    eventType: `system.feature.${enabled ? 'enable' : 'disable'}`,
    displayMessage: `${enabled ? 'Enable' : 'Disable'} feature`,
    targets: [{ id: feature.id, type: 'Feature', displayName: feature.name }],
  });
  const value = { ...(await admin.management.orgSettings.findSignInSetting(orgId, 'features')), [feature.setting]: enabled };
  await admin.management.orgSettings.saveSignInSetting({ orgId, name: 'features', value, now: admin.engine.clock.now(), event });
  await announce(admin, [{ kind: 'changed', record: 'org', id: orgId }]);
  return { ...feature, enabled };
}
