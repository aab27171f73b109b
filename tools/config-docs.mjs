/** Writes docs/configuration.md from the server's configuration schema. `npm test` fails when the page is not current. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';

const page = fileURLToPath(new URL('../docs/configuration.md', import.meta.url));
const builtConfig = new URL('../packages/server/dist/config.js', import.meta.url);

const introduction = `# Configuration

<!-- Made from packages/server/src/config.ts by "npm run docs". Do not edit. -->

Countersign reads its configuration from environment variables, once, at start. It reports all faults together and does not start
with a fault. Settings of an org (clients, policies, authenticators) are data: change them through the management API.

A variable that is empty counts as unset. \`node packages/server/dist/main.js --help\` prints this list.
`;

/** @returns {Promise<string>} */
async function render() {
  const { describeConfig } = await import(builtConfig.href);
  /** @type {readonly { name: string, type: string, default: string, summary: string, example: string }[]} */
  const entries = describeConfig();
  const sections = entries.map(({ name, type, default: fallback, summary, example }) => {
    const facts = [`- Type: ${type}`, `- Default: ${fallback === '' ? 'none' : fallback}`];
    if (example !== '') facts.push(`- Example: \`${example}\``);
    return `## ${name}\n\n${summary}\n\n${facts.join('\n')}\n`;
  });
  return `${introduction}\n${sections.join('\n')}`;
}

/** @returns {Promise<string[]>} */
export async function checkConfigPage() {
  if (!existsSync(builtConfig)) return ['The server is not built, so docs/configuration.md cannot be checked.'];
  const current = existsSync(page) && readFileSync(page, 'utf8') === (await render());
  return current ? [] : ['docs/configuration.md is not current: run "npm run docs" after "npm run build".'];
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) writeFileSync(page, await render());
