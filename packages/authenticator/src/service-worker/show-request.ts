/** A push becomes a notification: whose brand asks, and nothing of what is asked. */
import { parseWakeUp, type Account, type AccountList, type WakeUp } from '@countersign/devices-sdk/browser';
import { readSettings } from '../settings/app-settings.js';
import { isQuiet } from '../settings/quiet-hours.js';
import { brandNameOf } from '../state/app-state.js';
import { openOtherWindows, tellOtherWindows } from '../state/other-windows.js';
import { historyPath, requestPath } from '../state/routes.js';
import type { PushEvent, WorkerScope } from './worker-scope.js';

/** Beyond what the page's type library knows of notifications. */
interface RequestNotification extends NotificationOptions {
  readonly actions: readonly { readonly action: string; readonly title: string }[];
  readonly renotify: boolean;
}

const englishTexts = {
  body: 'Somebody asks for your approval.',
  review: 'Review',
  deny: 'Deny',
  refused: 'Refused from the notification.',
};

export async function showRequest(scope: WorkerScope, accounts: AccountList, event: PushEvent): Promise<void> {
  const wakeUp = parseWakeUp(event.data?.text() ?? '');
  if (wakeUp === undefined) return;
  const account = await accounts.findByEnrollment(wakeUp.enrollmentId);
  const { quiet, notificationTexts, brands } = await readSettings();
  const texts = notificationTexts ?? englishTexts;
  const options: RequestNotification = {
    body: texts.body,
    // one notification for a request, however often it is pushed
    tag: wakeUp.transactionId,
    renotify: false,
    icon: '/icons/icon-192.png',
    badge: '/icons/icon-192.png',
    silent: isQuiet(quiet, new Date()),
    requireInteraction: true,
    data: wakeUp,
    // extras that not every system has; approving is never one of them
    actions: [
      { action: 'review', title: texts.review },
      { action: 'deny', title: texts.deny },
    ],
  };
  const title = account === undefined ? 'Authenticator' : brandNameOf(brands, account);
  await scope.registration.showNotification(title, options);
  for (const client of await windowsOf(scope)) client.postMessage({ pull: true });
}

/** Where a tapped notification leads: its request, what was decided on it, or the list. */
export function pathOf(data: unknown): string {
  const wakeUp = parseWakeUp(data);
  if (wakeUp !== undefined) return requestPath(wakeUp.transactionId);
  return typeof data === 'object' && data !== null && 'open' in data && typeof data.open === 'string' ? data.open : '/';
}

export async function openPath(scope: WorkerScope, path: string): Promise<void> {
  const windows = await windowsOf(scope);
  const window = windows.find(({ focused }) => focused) ?? windows[0];
  if (window === undefined) {
    await scope.clients.openWindow(path);
    return;
  }
  window.postMessage({ open: path });
  await window.focus();
}

/** From the notification's button. What cannot be refused in the background is opened, so that the person sees why. */
export async function denyRequest(scope: WorkerScope, accounts: AccountList, wakeUp: WakeUp): Promise<void> {
  try {
    const account = await accounts.findByEnrollment(wakeUp.enrollmentId);
    const enrollments = account === undefined ? [] : await (await accounts.open(account)).allEnrollments();
    const enrollment = enrollments.find(({ id }) => id === wakeUp.enrollmentId);
    const pending = await enrollment?.retrievePushChallenges();
    const challenge = pending?.challenges.find(({ transactionId }) => transactionId === wakeUp.transactionId);
    if (account === undefined || challenge === undefined) return await openPath(scope, pathOf(wakeUp));
    await challenge.resolve({ consent: () => 'deny' });
    tellOtherWindows(openOtherWindows(), 'decided');
    await showRefused(scope, account, wakeUp);
  } catch {
    await openPath(scope, pathOf(wakeUp));
  }
}

/** The answer to the button: without it nobody knew whether the refusal arrived. */
async function showRefused(scope: WorkerScope, account: Account, { transactionId }: WakeUp): Promise<void> {
  const { notificationTexts, brands } = await readSettings();
  await scope.registration.showNotification(brandNameOf(brands, account), {
    body: (notificationTexts ?? englishTexts).refused,
    tag: `refused ${transactionId}`,
    icon: '/icons/icon-192.png',
    silent: true,
    data: { open: historyPath(transactionId) },
  });
}

export function windowsOf(scope: WorkerScope) {
  return scope.clients.matchAll({ type: 'window', includeUncontrolled: true });
}
