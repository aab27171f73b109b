/** What a start prints: where everything is, what the store promises, what is for development only, and the guide's calls filled in. */
import type { BootstrapOutcome } from './bootstrap/bootstrap.js';
import { adminLogin, type QuickstartFacts } from './bootstrap/quickstart.js';
import { firstRunUrl } from './http/console/first-run.js';
import type { ServerUrls } from './server-context.js';

export interface BannerFacts {
  readonly outcome: BootstrapOutcome;
  readonly urls: ServerUrls;
  /** Where this node listens. */
  readonly listening: string;
  readonly development: boolean;
  readonly promptLimits: 'on' | 'off';
  readonly store: 'postgres' | 'pglite';
  readonly dataDir: string;
  readonly keyOrigin: string;
  /** Path of quickstart.json, when there is one. */
  readonly quickstartFile: string | undefined;
}

export function banner(facts: BannerFacts): string {
  const { outcome } = facts;
  const sections = [heading(facts), places(facts), storeSection(facts)];
  if (facts.promptLimits === 'off') sections.push(unlimitedSection);
  if (facts.development) sections.push(developmentSection(facts));
  if (outcome.quickstart !== undefined)
    sections.push(quickstartSection(facts, outcome.quickstart), guide(facts.urls.org, outcome.quickstart));
  const { setupToken } = outcome;
  if (setupToken !== undefined) sections.push(setupSection(facts.urls.org, { ...outcome, setupToken }));
  return `\n${sections.join('\n\n')}\n\n`;
}

function heading({ outcome, urls, listening }: BannerFacts): string {
  const made = outcome.firstStart ? 'A new org was made.' : 'The org of the last start was found.';
  const elsewhere =
    new URL(urls.org).origin === new URL(listening).origin ? '' : `\n  This node listens on ${listening}; its links lead to the org's URL.`;
  return `Countersign is ready: ${urls.org}\n  ${made}${elsewhere}`;
}

function places({ urls }: BannerFacts): string {
  const issuer = `${urls.org}/oauth2/default`;
  return `Where everything is
  Issuer           ${issuer}
  Discovery        ${issuer}/.well-known/openid-configuration
  Ask (CIBA)       ${issuer}/v1/bc/authorize
  Tokens           ${issuer}/v1/token
  Management API   ${urls.org}/api/v1
  Admin Console    ${urls.org}/admin/
${authenticatorPlace(urls)}  Health           ${urls.org}/healthz, ${urls.org}/readyz`;
}

/** Nothing where the app has no origin of its own. */
function authenticatorPlace({ org, authenticator }: ServerUrls): string {
  return authenticator === org ? '' : `  Authenticator    ${authenticator}\n`;
}

function storeSection({ store, dataDir, keyOrigin }: BannerFacts): string {
  const promise =
    store === 'postgres'
      ? 'PostgreSQL (DATABASE_URL). What is acknowledged is as durable as that server is set up to be.'
      : `embedded PGlite in ${dataDir}. It survives a killed process, but never calls fsync: a power cut can lose or
                   damage data. Where that matters, and for more than one node, use PostgreSQL (DATABASE_URL).`;
  return `Store              ${promise}\nEncryption key     ${keyOrigin}`;
}

const unlimitedSection = `FOR LOAD TESTS ONLY, because PROMPT_LIMITS is off
  - people are asked as often as clients like`;

function developmentSection({ outcome, keyOrigin }: BannerFacts): string {
  const lines = ['plain http on this machine only, callbacks to loopback addresses'];
  if (keyOrigin !== 'ENCRYPTION_KEY') lines.push('an encryption key in a file beside the data it protects');
  if (outcome.quickstart !== undefined)
    lines.push('the quickstart org: its user, client secret and API token below are printed at every start');
  return `FOR DEVELOPMENT ONLY, because the org's URL names this machine (every answer says so: X-Countersign-Mode)
${lines.map((line) => `  - ${line}`).join('\n')}
  For anything else set ISSUER_URL to an https URL; see the configuration page of the documentation.`;
}

function quickstartSection({ quickstartFile }: BannerFacts, quickstart: QuickstartFacts): string {
  return `Quickstart${quickstartFile === undefined ? '' : ` (also in ${quickstartFile})`}
  Client id        ${quickstart.clientId}
  Client secret    ${quickstart.clientSecret}
  Mobile client    ${quickstart.mobileClientId}
  Authenticator    ${quickstart.authenticatorId}
  Demo user        ${quickstart.user.login}
  Password         ${quickstart.user.password}
  Administrator    ${adminLogin}
  API token        ${quickstart.apiToken}   (Authorization: SSWS …)`;
}

/** The guide's three calls. Quoted for a POSIX shell; none of the values can contain a quote. */
function guide(org: string, { clientId, clientSecret, user }: QuickstartFacts): string {
  const authorization = `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`;
  const call = (path: string, data: readonly string[]) =>
    [
      'curl --request POST',
      `--url ${org}/oauth2/default/v1/${path}`,
      `--header 'Accept: application/json'`,
      `--header 'authorization: ${authorization}'`,
      `--header 'Content-Type: application/x-www-form-urlencoded'`,
      ...data.map((item) => `--data ${item}`),
    ].join(' \\\n  ');
  const ask = call('bc/authorize', [`'scope=openid email'`, `'binding_message=Test Binding Message'`, `'login_hint=${user.login}'`]);
  const fetch = call('token', [
    `"grant_type=urn:openid:params:grant-type:ciba&scope=openid email&auth_req_id=$auth_req_id&login_hint=${user.login}"`,
  ]);
  return `Try it. Enrol a device first: npx countersign device enroll
# 1. Ask for approval.
${ask}

# 2. Put the auth_req_id of the answer here and ask for the tokens: authorization_pending.
auth_req_id=PUT_IT_HERE
${fetch}

# 3. Approve (npx countersign device approve), then ask again: the tokens.
${fetch}`;
}

function setupSection(org: string, { setupToken, quickstart }: BootstrapOutcome & { readonly setupToken: string }): string {
  const link = firstRunUrl(org, setupToken);
  if (quickstart !== undefined)
    return `Open the Admin Console: choose the password of ${adminLogin}, once, within a day
  ${link}`;
  return `There is no administrator who can sign in yet. Set one up in a browser, once, within a day:
  ${link}
or, where there is none at all, on the command line:
  npx countersign admin create --org ${org} --token ${setupToken} \\
    --login you@example.com --first-name Your --last-name Name`;
}
