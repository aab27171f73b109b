/** `DATA_DIR/quickstart.json`: the quickstart's facts for scripts, readable by its owner only. */
import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ServerUrls } from '../server-context.js';
import { quickstartBrand, type QuickstartFacts } from './quickstart.js';

export const quickstartFileName = 'quickstart.json';

/** Writes the file unless it says the same already. Returns its path. */
export async function writeQuickstartFile(dataDir: string, facts: QuickstartFacts, urls: ServerUrls): Promise<string> {
  const path = join(dataDir, quickstartFileName);
  const { clientId, clientSecret, mobileClientId, authenticatorId, user, apiToken, bank } = facts;
  const document = {
    orgUrl: urls.org,
    issuer: `${urls.org}/oauth2/default`,
    clientId,
    clientSecret,
    mobileClientId,
    authenticatorId,
    user,
    apiToken,
    authenticatorUrl: urls.authenticator,
    bankUrl: urls.bank,
    bank: { ...bank, url: urls.bank, authenticatorName: quickstartBrand.name },
  };
  const text = `${JSON.stringify(document, undefined, 2)}\n`;
  if ((await readIfThere(path)) === text) return path;
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  // moved into place, so that a script never reads half of it
  const draft = `${path}.${randomUUID()}`;
  await writeFile(draft, text, { mode: 0o600 });
  await rename(draft, path);
  return path;
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch {
    return undefined;
  }
}
