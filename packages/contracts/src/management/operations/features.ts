import { z } from 'zod';
import { featureModeQuery, featureOutput } from '../features.js';
import { operations } from './operation.js';

/** `/api/v1/features` (okta-api 3.12). */
export const featureOperations = operations('Feature', {
  listFeatures: {
    method: 'GET',
    path: '/api/v1/features',
    summary: 'List the features of the org',
    access: 'okta.features.read',
    status: 200,
    answer: z.array(featureOutput),
  },
  getFeature: {
    method: 'GET',
    path: '/api/v1/features/{featureId}',
    summary: 'Read a feature',
    access: 'okta.features.read',
    status: 200,
    answer: featureOutput,
  },
  updateFeatureLifecycle: {
    method: 'POST',
    path: '/api/v1/features/{featureId}/{lifecycle}',
    summary: 'Enable or disable a feature',
    description:
      '`lifecycle` is `ENABLE` or `DISABLE`, in any case. With Transaction Verification disabled no client can ask, and the metadata of the authorization servers does not offer it.',
    access: 'okta.features.manage',
    query: featureModeQuery,
    status: 200,
    answer: featureOutput,
  },
  listFeatureDependencies: {
    method: 'GET',
    path: '/api/v1/features/{featureId}/dependencies',
    summary: 'List the features that this one needs',
    access: 'okta.features.read',
    status: 200,
    answer: z.array(featureOutput),
  },
  listFeatureDependents: {
    method: 'GET',
    path: '/api/v1/features/{featureId}/dependents',
    summary: 'List the features that need this one',
    access: 'okta.features.read',
    status: 200,
    answer: z.array(featureOutput),
  },
});
