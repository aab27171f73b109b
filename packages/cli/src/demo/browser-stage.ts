/** Two windows of a real Chromium: the person's phone and their computer. Each moment can be kept as a picture. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { BrowserType, Page } from 'playwright-core';
import { CliError } from '../terminal/cli-error.js';
import { exitCodes } from '../terminal/exit-codes.js';
import type { Cleanup } from './cleanup.js';
import { findChromium } from './find-chromium.js';

export interface BrowserStageOptions {
  readonly env: NodeJS.ProcessEnv;
  /** Shows the windows and goes slowly enough to follow. */
  readonly headed: boolean;
  /** Where pictures go; none are taken without it. */
  readonly screenshots: string | undefined;
  readonly cleanup: Cleanup;
}

export interface BrowserStage {
  readonly phone: Page;
  readonly computer: Page;
  /** Takes a picture, named by its number and `name`. */
  readonly picture: (page: Page, name: string) => Promise<void>;
}

const slowMotionMs = 600;
const patienceMs = 20_000;

export async function openBrowserStage({ env, headed, screenshots, cleanup }: BrowserStageOptions): Promise<BrowserStage> {
  const executablePath = findChromium(env);
  const { chromium } = await loadPlaywright();
  if (screenshots !== undefined) mkdirSync(screenshots, { recursive: true });
  const browser = await chromium.launch({
    executablePath,
    headless: !headed,
    ...(headed ? { slowMo: slowMotionMs } : {}),
    // root, as in containers, has no sandbox
    chromiumSandbox: process.getuid?.() !== 0,
  });
  cleanup.add({ now: () => undefined, run: () => browser.close() });
  const open = async (width: number, height: number, isMobile: boolean): Promise<Page> => {
    const context = await browser.newContext({
      viewport: { width, height },
      isMobile,
      hasTouch: isMobile,
      deviceScaleFactor: isMobile ? 2 : 1,
      locale: 'en-GB',
    });
    context.setDefaultTimeout(patienceMs);
    return context.newPage();
  };
  let count = 0;
  return {
    phone: await open(390, 844, true),
    computer: await open(1280, 860, false),
    async picture(page, name) {
      if (screenshots === undefined) return;
      count += 1;
      await page.screenshot({ path: join(screenshots, `${String(count).padStart(2, '0')}-${name}.png`), animations: 'disabled' });
    },
  };
}

/** Not a dependency of the command: who installs it for devices and requests needs no browser. */
async function loadPlaywright(): Promise<{ readonly chromium: BrowserType }> {
  try {
    return await import('playwright-core');
  } catch (cause) {
    throw new CliError({
      code: 'no_playwright',
      message: 'The package playwright-core, which drives the browser, is not installed.',
      next: 'Run npm run demo -- --browser in the repository, or install playwright-core beside this command.',
      exitCode: exitCodes.notSetUp,
      cause,
    });
  }
}
