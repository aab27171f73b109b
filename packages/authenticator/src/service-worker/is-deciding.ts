import type { WindowClient } from './worker-scope.js';

const answerWithinMs = 1_000;

/**
 * Whether a consent page is open in this window: only the page knows, since a window's address here is the one it was opened with. One
 * that does not answer may be: the new version waits for the next time.
 */
export function isDeciding(window: WindowClient): Promise<boolean> {
  const { port1, port2 } = new MessageChannel();
  return new Promise((resolve) => {
    const giveUp = setTimeout(() => resolve(true), answerWithinMs);
    port1.onmessage = ({ data }: MessageEvent<unknown>) => {
      clearTimeout(giveUp);
      resolve(data !== false);
    };
    window.postMessage('deciding?', [port2]);
  });
}
