/** Waits; rejects as soon as `signal` fires. */
export function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      reject(signal.reason instanceof Error ? signal.reason : new Error('interrupted'));
    };
    if (signal.aborted) return reject(signal.reason instanceof Error ? signal.reason : new Error('interrupted'));
    const timer = setTimeout(
      () => {
        signal.removeEventListener('abort', stop);
        resolve();
      },
      Math.max(0, milliseconds),
    );
    signal.addEventListener('abort', stop, { once: true });
  });
}
