import { existsSync } from 'node:fs';

/**
 * The browser that tests drive: `$CHROMIUM`, else Debian's; undefined where neither exists.
 * @returns {string | undefined}
 */
export function findChromium() {
  return [process.env['CHROMIUM'], '/usr/bin/chromium'].find((path) => path !== undefined && path !== '' && existsSync(path));
}
