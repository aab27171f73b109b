import type { AccountList, DeviceAuthenticator } from '@countersign/devices-sdk/browser';
import type { WorkerScope } from './worker-scope.js';

/**
 * The browser's push service gave the subscription up: every account that has pushes tells its org the new one. Browsers do not all say
 * which one it was; the org's key is then asked for.
 */
export async function subscribeAnew(
  { registration }: Pick<WorkerScope, 'registration'>,
  accounts: AccountList,
  old: PushSubscription | null | undefined,
): Promise<void> {
  const subscribed = await withPushes(accounts);
  if (subscribed.length === 0) return;
  const applicationServerKey = old?.options.applicationServerKey ?? (await subscribed[0]?.downloadPolicy())?.webPushKey;
  if (applicationServerKey === undefined) return;
  const subscription = await registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey });
  const token = JSON.stringify(subscription);
  // one org that cannot be told keeps no other from it
  await Promise.allSettled(subscribed.map((authenticator) => authenticator.updatePushToken(token)));
}

async function withPushes(accounts: AccountList): Promise<readonly DeviceAuthenticator[]> {
  const opened = await Promise.all((await accounts.list()).map((account) => accounts.open(account)));
  const wanted = await Promise.all(opened.map(async (one) => (await one.allEnrollments()).some(({ pushToken = '' }) => pushToken !== '')));
  return opened.filter((_, at) => wanted[at] === true);
}
