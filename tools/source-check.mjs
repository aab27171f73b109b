/** Rules of the layers that are about words in the sources, not about imports: what the linter's import rules cannot see. */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

/** @type {readonly { readonly files: RegExp, readonly except?: RegExp, readonly forbidden: RegExp, readonly why: string }[]} */
const rules = [
  {
    files: /^packages\/(contracts|engine|server|devices-sdk|cli)\/src\/.*\.ts$/,
    except: /\.test\.ts$|\/testing\//,
    forbidden: /\b(insert into|delete from|select [\w*.,\s]+ from|update \w+ set|create table)\b/i,
    why: 'SQL lives in packages/storage only.',
  },
  {
    files: /^packages\/storage\/src\/.*\.ts$/,
    except: /\.test\.ts$|\/testing\//,
    forbidden: /\b(now|clock_timestamp|statement_timestamp)\(\)\s*(?!:)(?=.*`)|\bcurrent_timestamp\b/i,
    why: 'SQL takes the time as a parameter, from the Clock port.',
  },
  {
    files: /^packages\/cli\/src\/.*\.ts$/,
    except: /\.test\.ts$/,
    forbidden: /\/idp\/myaccount|createSign\b|createPrivateKey\b|importKey\b|\bjwk\b|okta-pushbind/i,
    why: 'The command line is the Devices SDK plus a terminal: no JWS, no JWK, no device-protocol URL of its own.',
  },
  {
    files: /./,
    except: /^(package-lock\.json|tools\/source-check\.mjs)$/,
    forbidden: /\/work\/(main|shared)|\/root\/|https?:\/\/[\w.-]*registry[\w.-]*\.(?!npmjs\.org)/,
    why: 'No path and no registry of one particular machine.',
  },
];

const skippedFolders = new Set(['node_modules', 'dist', 'data', 'coverage', 'test-results', '.git']);

/**
 * @param {string} folder Ends with a slash, or is empty for the root.
 * @returns {string[]}
 */
function listFiles(folder) {
  return readdirSync(root + folder, { withFileTypes: true }).flatMap((entry) => {
    if (entry.isDirectory()) return skippedFolders.has(entry.name) ? [] : listFiles(`${folder}${entry.name}/`);
    return entry.isFile() && /\.(ts|tsx|mjs|js|json|jsonc|md|yml|yaml|html|css|sh)$|\/run$/.test(entry.name) ? [folder + entry.name] : [];
  });
}

/** @returns {string[]} One line for each fault, as `path:line: why`. */
export function checkSources() {
  return listFiles('').flatMap((file) => {
    const applying = rules.filter((rule) => rule.files.test(file) && rule.except?.test(file) !== true);
    const lines = readFileSync(root + file, 'utf8').split('\n');
    return lines.flatMap((line, at) =>
      applying.filter((rule) => rule.forbidden.test(line)).map((rule) => `${file}:${at + 1}: ${rule.why}`),
    );
  });
}
