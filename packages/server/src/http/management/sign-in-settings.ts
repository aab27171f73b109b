/** `/api/v1/org/signInPolicy` and `/api/v1/org/lockout`: how people sign in, and what failing to does. Ours. */
import { lockoutInput, signInPolicyInput } from '@countersign/contracts';
import { getSignInSetting, replaceLockout, replaceSignInPolicy } from '@countersign/engine';
import type { ServerContext } from '../../server-context.js';
import { ok } from './management-call.js';
import type { Router } from './router.js';

export function signInSettingRoutes(routes: Router, server: ServerContext): void {
  routes.get('/org/signInPolicy', async (call) => ok(await getSignInSetting(server, 'signInPolicy', call.actor)));
  routes.put('/org/signInPolicy', async (call) => ok(await replaceSignInPolicy(server, call.body(signInPolicyInput), call.actor)));
  routes.get('/org/lockout', async (call) => ok(await getSignInSetting(server, 'lockout', call.actor)));
  routes.put('/org/lockout', async (call) => ok(await replaceLockout(server, call.body(lockoutInput), call.actor)));
}
