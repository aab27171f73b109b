/** `/api/v1/org/promptLimits`: how often people may be asked. Ours. */
import { promptLimitsInput } from '@countersign/contracts';
import { getPromptLimits, replacePromptLimits } from '@countersign/engine';
import type { ServerContext } from '../../server-context.js';
import { ok } from './management-call.js';
import type { Router } from './router.js';

export function promptLimitRoutes(routes: Router, server: ServerContext): void {
  routes.get('/org/promptLimits', async (call) => ok(await getPromptLimits(server, call.actor)));
  routes.put('/org/promptLimits', async (call) => ok(await replacePromptLimits(server, call.body(promptLimitsInput), call.actor)));
}
