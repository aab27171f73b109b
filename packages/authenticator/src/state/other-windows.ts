/** What the windows of this browser, and the service worker, tell each other. */
export type WindowMessage =
  /** One was added, changed or removed. */
  | 'accounts'
  /** Something was answered: the history of this device has more. */
  | 'decided';

export function openOtherWindows(): BroadcastChannel {
  return new BroadcastChannel('countersign-app');
}

export function tellOtherWindows(channel: BroadcastChannel, message: WindowMessage): void {
  channel.postMessage(message);
}
