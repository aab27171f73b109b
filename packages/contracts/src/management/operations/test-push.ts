import { testPushInput, testPushOutput } from '../test-push.js';
import { operations } from './operation.js';

/** `/api/v1/push-providers/{pushProviderId}/test`. Ours. */
export const testPushOperations = operations('PushProvider', {
  sendTestPush: {
    method: 'POST',
    path: '/api/v1/push-providers/{pushProviderId}/test',
    summary: 'Send a test push to an enrolled device',
    description: 'Waits for the push service and tells what it said. The device finds nothing to answer.',
    access: 'okta.pushProviders.manage',
    body: testPushInput,
    status: 200,
    answer: testPushOutput,
  },
});
