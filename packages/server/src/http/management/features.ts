/** `/api/v1/features` (okta-api 3.12). */
import type { featureOperations, featureOutput } from '@countersign/contracts';
import { type Feature, getFeature, listFeatures, setFeature } from '@countersign/engine';
import type { z } from 'zod';
import type { ServerContext } from '../../server-context.js';
import type { Handlers, Presented } from './handlers.js';
import { link } from './links.js';
import type { CallFacts } from './operation-call.js';

export function featureHandlers(server: ServerContext): Handlers<typeof featureOperations> {
  /** Features that depend on each other: none. */
  const related = async (call: CallFacts & { readonly path: { readonly featureId: string } }) => {
    await getFeature(server, call.path.featureId, call.actor);
    return [];
  };
  return {
    listFeatures: async (call) => (await listFeatures(server, call.actor)).map((feature) => present(feature, call.orgUrl)),
    getFeature: async (call) => present(await getFeature(server, call.path.featureId, call.actor), call.orgUrl),
    updateFeatureLifecycle: async (call) => {
      const { featureId, lifecycle } = call.path;
      return present(await setFeature(server, { id: featureId, lifecycle }, call.actor), call.orgUrl);
    },
    listFeatureDependencies: related,
    listFeatureDependents: related,
  };
}

function present({ id, name, description, enabled }: Feature, orgUrl: string): Presented<z.output<typeof featureOutput>> {
  const path = `/features/${id}`;
  const change = enabled ? 'disable' : 'enable';
  return {
    id,
    name,
    description,
    type: 'self-service',
    status: enabled ? 'ENABLED' : 'DISABLED',
    stage: { value: 'EA', state: 'OPEN' },
    _links: {
      self: link(orgUrl, path),
      [change]: link(orgUrl, `${path}/${change.toUpperCase()}`, 'POST'),
      dependencies: link(orgUrl, `${path}/dependencies`),
      dependents: link(orgUrl, `${path}/dependents`),
    },
  };
}
