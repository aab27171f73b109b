/** `/api/v1/org/pushSettings`: what leaves the house with a push. Ours. */
import { pushSettingsInput } from '@countersign/contracts';
import { getPushSettings, replacePushSettings } from '@countersign/engine';
import type { ServerContext } from '../../server-context.js';
import { ok } from './management-call.js';
import type { Router } from './router.js';

export function pushSettingRoutes(routes: Router, server: ServerContext): void {
  routes.get('/org/pushSettings', async (call) => ok(await getPushSettings(server, call.actor)));
  routes.put('/org/pushSettings', async (call) => ok(await replacePushSettings(server, call.body(pushSettingsInput), call.actor)));
}
