import { readFileSync, readdirSync } from 'node:fs';

/**
 * CPU time in seconds that a process has used: on its main thread and on all threads together. Linux only.
 * @param {number} pid
 */
export function cpuSeconds(pid) {
  const all = readdirSync(`/proc/${pid}/task`).reduce((sum, thread) => sum + threadSeconds(pid, thread), 0);
  return { main: threadSeconds(pid, String(pid)), all };
}

/**
 * @param {number} pid
 * @param {string} thread
 */
function threadSeconds(pid, thread) {
  try {
    // Nanoseconds on the CPU, nanoseconds waiting for it, number of turns.
    return Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ')[0]) / 1e9;
  } catch {
    return 0; // a thread that has just ended
  }
}
