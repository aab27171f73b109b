/** Whether the server answers. One value for the page; the banner shows it, and recovery sets off fresh reads. */
export type Connection = 'fine' | 'lost';

let current: Connection = 'fine';
const listeners = new Set<() => void>();

export function reportConnection(connection: Connection): void {
  if (connection === current) return;
  current = connection;
  for (const listener of listeners) listener();
}

export const readConnection = (): Connection => current;

export function watchConnection(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
