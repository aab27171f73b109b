/** Looks at screens of the Admin Console one after the other: axe in both themes, and no sideways scrolling. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { CDPSession, Page, Request } from 'playwright-core';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

export interface ConsoleSweep {
  /** What axe finds wrong with what the page shows now. */
  violations(): Promise<readonly string[]>;
  /** Opens an address below the console's as a link does, without loading the page anew, and waits until it has its data. */
  open(path: string): Promise<void>;
  /** Widths, of those given, at which the page scrolls sideways. Leaves the page at the last one. */
  overflowing(widths: readonly number[]): Promise<readonly number[]>;
}

/** `admin` is the console's address. The page is there already. */
export function createConsoleSweep(page: Page, admin: string): ConsoleSweep {
  const underWay = new Set<Request>();
  page.on('request', (asked) => {
    // a live tail never ends
    if (!asked.url().includes('/stream')) underWay.add(asked);
  });
  const ended = (asked: Request): void => void underWay.delete(asked);
  page.on('requestfinished', ended).on('requestfailed', ended);
  let devtools: Promise<CDPSession> | undefined;

  /** Through DevTools, since the console's policy lets no foreign script in. */
  const evaluate = async (expression: string): Promise<unknown> => {
    devtools ??= page.context().newCDPSession(page);
    const session = await devtools;
    return (await session.send('Runtime.evaluate', { expression, awaitPromise: true, returnByValue: true })).result.value;
  };
  const run = async (colorScheme: 'light' | 'dark', rules: object): Promise<readonly string[]> => {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    const found = await evaluate(`axe.run(document, ${JSON.stringify({ resultTypes: ['violations'], ...rules })}).then(({ violations }) =>
      violations.map(({ id, nodes }) => '${colorScheme} ' + id + ': ' + nodes.map(({ html }) => html).join(' ')))`);
    if (!Array.isArray(found)) throw new Error('axe did not answer');
    return found.map(String);
  };
  const settled = async (): Promise<void> => {
    await page.getByRole('heading', { level: 1 }).waitFor();
    for (let quiet = 0; quiet < 2; quiet = underWay.size === 0 ? quiet + 1 : 0) await page.waitForTimeout(20);
    await page.waitForFunction(() => document.querySelector('.mantine-Skeleton-root') === null);
  };
  return {
    async violations() {
      // read and made ready once for as long as the page is not loaded anew
      if ((await evaluate('typeof axe')) === 'undefined') await evaluate(`${axeSource};undefined`);
      // the themes differ in colours and nothing else
      return [...(await run('dark', { runOnly: ['color-contrast'] })), ...(await run('light', {}))];
    },
    async open(path) {
      await page.evaluate((address) => history.pushState(null, '', address), admin + path);
      await settled();
    },
    async overflowing(widths) {
      const found: number[] = [];
      for (const width of widths) {
        await page.setViewportSize({ width, height: 800 });
        const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        if (overflow > 0) found.push(width);
      }
      return found;
    },
  };
}
