/**
 * The app while it is closed: keeps its files, shows that somebody asks, opens the request that was tapped. A new version waits while a
 * request is being decided anywhere, so that no page changes under the person's finger.
 */
import { parseWakeUp } from '@countersign/devices-sdk/browser';
import { openAccountList } from '../state/account-list.js';
import { dropOldFiles, fileFor, fromCache, keepFiles, type Build } from './app-files.js';
import { isDeciding } from './is-deciding.js';
import { denyRequest, openPath, pathOf, showRequest, windowsOf } from './show-request.js';
import { subscribeAnew } from './subscribe-anew.js';
import type { WorkerScope } from './worker-scope.js';

/** Put in by the build. */
declare const __BUILD__: Build;

const scope = globalThis as unknown as WorkerScope; // what this file runs in; the type library of pages does not know it
const accounts = openAccountList();

scope.addEventListener('install', (event) => event.waitUntil(keepFiles(__BUILD__)));

scope.addEventListener('activate', (event) => event.waitUntil(Promise.all([dropOldFiles(__BUILD__), scope.clients.claim()])));

scope.addEventListener('message', (event) => {
  if (event.data === 'take-over') event.waitUntil(takeOver());
});

scope.addEventListener('fetch', (event) => {
  const file = fileFor(__BUILD__, event.request, location.origin);
  if (file !== undefined) event.respondWith(fromCache(__BUILD__, file));
});

scope.addEventListener('push', (event) => event.waitUntil(showRequest(scope, accounts, event)));

scope.addEventListener('notificationclick', (event) => {
  event.notification.close();
  const wakeUp = parseWakeUp(event.notification.data);
  const deny = event.action === 'deny' && wakeUp !== undefined;
  event.waitUntil(deny ? denyRequest(scope, accounts, wakeUp) : openPath(scope, pathOf(event.notification.data)));
});

scope.addEventListener('pushsubscriptionchange', (event) => {
  event.waitUntil(subscribeAnew(scope, accounts, event.oldSubscription));
});

async function takeOver(): Promise<void> {
  const deciding = await Promise.all((await windowsOf(scope)).map(isDeciding));
  if (!deciding.includes(true)) await scope.skipWaiting();
}
