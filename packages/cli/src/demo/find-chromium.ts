import { existsSync } from 'node:fs';
import { CliError } from '../terminal/cli-error.js';
import { exitCodes } from '../terminal/exit-codes.js';

const usualPlaces = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

/** The browser to play in: `$CHROMIUM`, else one that is installed. Throws when there is none. */
export function findChromium(env: NodeJS.ProcessEnv): string {
  const found = [env['CHROMIUM'], ...usualPlaces].find((path) => path !== undefined && path !== '' && existsSync(path));
  if (found !== undefined) return found;
  throw new CliError({
    code: 'no_browser',
    message: 'There is no Chromium to play in.',
    next: 'Install Chromium or Chrome, or set CHROMIUM to its program; npm run demo without --browser needs none.',
    exitCode: exitCodes.notSetUp,
  });
}
