/** `+0 ms`, `+1.24 s`, `+2 min 5 s`: from the first step on, in milliseconds. */
export function offsetText(ms: number): string {
  if (ms < 1_000) return `+${ms} ms`;
  if (ms < 60_000) return `+${(ms / 1_000).toFixed(2)} s`;
  const seconds = Math.round(ms / 1_000);
  return `+${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}
