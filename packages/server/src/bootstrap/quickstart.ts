/**
 * The quickstart org (decisions 4.2): everything the guide needs, ready to use. For development and evaluation only. Each part looks
 * first, so that a start that died half-way is completed by the next; what is stored as a hash elsewhere is kept sealed beside it.
 */
import { appInput, authenticatorInput, themeInput, userInput, type AppInput } from '@countersign/contracts';
import { grantTypes } from '@countersign/contracts/wire';
import {
  createApiToken,
  createApp,
  createAuthenticator,
  createUser,
  grantAdminRole,
  listAuthenticators,
  randomText,
  setPassword,
  systemAdministrator,
  type Actor,
  type AppRecord,
  type Cipher,
  type PeopleAdministration,
  type User,
} from '@countersign/engine';
import type { SetupStore } from '@countersign/storage';
import { z } from 'zod';
import { ensureRedirect } from './ensure-redirect.js';
import { ensurePaymentType, paymentType } from './payment-type.js';
import { ensureWebPushProvider } from './ensure-org.js';
import { createSuperAdministrator } from './super-administrator.js';

/** What is kept; the links are made when they are told. */
const quickstartFacts = z.object({
  clientId: z.string(),
  clientSecret: z.string(),
  mobileClientId: z.string(),
  authenticatorId: z.string(),
  user: z.object({ login: z.string(), password: z.string() }),
  apiToken: z.string(),
  bank: z.object({ clientId: z.string(), clientSecret: z.string() }),
});
export type QuickstartFacts = z.output<typeof quickstartFacts>;

/** The guide's own test user. */
const demoLogin = 'test.user@email.com';
/** The administrator, who has no password until the link of the first start is used (decisions 4.5). */
export const adminLogin = 'admin@countersign.local';

/** The sample bank's name and colour: what people see on their phone is what they know from the bank. */
export const quickstartBrand = {
  name: 'Magenta Bank',
  colours: themeInput.parse({ primaryColorHex: '#c4006e', secondaryColorHex: '#6d1a6b' }),
};

export interface QuickstartNeeds {
  readonly admin: PeopleAdministration;
  readonly setup: SetupStore;
  readonly cipher: Cipher;
}

export interface QuickstartPlace {
  readonly orgId: string;
  /** Where the authenticator app and the sample bank run: redirects of their clients. */
  readonly authenticatorUrl: string;
  readonly bankUrl: string;
}

/** Undefined when the org is not a quickstart org. Reads the facts, or makes the org's parts and keeps them; by one node at a time. */
export async function ensureQuickstart(needs: QuickstartNeeds, place: QuickstartPlace): Promise<QuickstartFacts | undefined> {
  const { orgId } = place;
  const stored = await needs.setup.findQuickstart(orgId, needs.cipher);
  if (stored === undefined) return undefined;
  if (stored.facts !== undefined) {
    const kept = quickstartFacts.parse(JSON.parse(stored.facts));
    await ensureRedirect(needs.admin, { orgId, clientId: kept.mobileClientId, url: place.authenticatorUrl });
    await ensureRedirect(needs.admin, { orgId, clientId: kept.clientId, url: place.bankUrl });
    await ensureRedirect(needs.admin, { orgId, clientId: kept.bank.clientId, url: place.bankUrl });
    return kept;
  }
  const facts = await makeQuickstart(needs.admin, place);
  await needs.setup.saveQuickstart({ orgId, facts: JSON.stringify(facts) }, needs.cipher);
  return facts;
}

async function makeQuickstart(admin: PeopleAdministration, place: QuickstartPlace): Promise<QuickstartFacts> {
  const actor = systemAdministrator(place.orgId);
  await ensurePaymentType(admin, actor);
  const mobile = await ensureApp(admin, mobileApp(place), actor);
  const authenticatorId = await ensureAuthenticator(admin, mobile, actor);
  const web = await ensureApp(admin, webApp(place, { label: 'Quickstart web app', authenticatorId }), actor);
  const bank = await ensureApp(admin, webApp(place, { label: 'Magenta Bank', authenticatorId }), actor);
  const password = randomText(admin.engine.random, 20);
  await ensureDemoUser(admin, password, actor);
  const administrator = await ensureAdministrator(admin, actor);
  const { token } = await createApiToken(admin, { input: { name: 'Quickstart' }, owner: administrator }, actor);
  return {
    clientId: web.clientId,
    clientSecret: await secretOf(admin, web),
    mobileClientId: mobile.clientId,
    authenticatorId,
    user: { login: demoLogin, password },
    apiToken: token,
    bank: { clientId: bank.clientId, clientSecret: await secretOf(admin, bank) },
  };
}

async function secretOf(admin: PeopleAdministration, app: AppRecord): Promise<string> {
  const [secret] = await admin.management.apps.listSecrets(app.orgId, app.id);
  if (secret === undefined) throw new Error(`The client ${app.label} has no secret.`);
  return secret.value;
}

async function ensureApp(admin: PeopleAdministration, input: AppInput, actor: Actor): Promise<AppRecord> {
  const { apps } = admin.management;
  const found = await apps.list(actor.orgId, { q: input.label, filter: undefined, after: undefined, limit: 10 });
  return found.find((app) => app.label === input.label) ?? (await createApp(admin, { input, active: true }, actor)).app;
}

/** The devices' client: no secret, PKCE, refresh tokens that rotate (devices protocol 0). */
function mobileApp({ authenticatorUrl }: QuickstartPlace): AppInput {
  return appInput.parse({
    name: 'oidc_client',
    signOnMode: 'OPENID_CONNECT',
    label: 'Quickstart authenticator app',
    credentials: { oauthClient: { token_endpoint_auth_method: 'none' } },
    settings: {
      implicitAssignment: true,
      oauthClient: {
        application_type: 'native',
        grant_types: [grantTypes.authorizationCode, grantTypes.refreshToken, grantTypes.jwtBearer],
        response_types: ['code'],
        // the web app, command-line devices on any loopback port (RFC 8252 7.3), installed apps
        redirect_uris: [`${authenticatorUrl}/callback`, 'http://127.0.0.1/callback', 'com.countersign.authenticator:/callback'],
        post_logout_redirect_uris: [authenticatorUrl],
        refresh_token: { rotation_type: 'ROTATE', leeway: 30 },
      },
    },
  });
}

/** An application that asks: the guide's OIDC client, and the sample bank under the name people see on their phone. */
function webApp(
  { bankUrl }: QuickstartPlace,
  { label, authenticatorId }: { readonly label: string; readonly authenticatorId: string },
): AppInput {
  return appInput.parse({
    name: 'oidc_client',
    signOnMode: 'OPENID_CONNECT',
    label,
    credentials: { oauthClient: { token_endpoint_auth_method: 'client_secret_basic' } },
    settings: {
      implicitAssignment: true,
      oauthClient: {
        application_type: 'web',
        grant_types: [grantTypes.authorizationCode, grantTypes.refreshToken, grantTypes.ciba],
        response_types: ['code'],
        redirect_uris: [`${bankUrl}/callback`],
        post_logout_redirect_uris: [bankUrl],
        backchannel_custom_authenticator_id: authenticatorId,
        authorization_details_types: [paymentType],
      },
    },
  });
}

/** Pushes to browsers; other devices pull until somebody configures a provider for them (decisions 2.9). */
async function ensureAuthenticator(admin: PeopleAdministration, mobile: AppRecord, actor: Actor): Promise<string> {
  const known = (await listAuthenticators(admin, actor)).find((candidate) => candidate.mobileAppId === mobile.id);
  if (known !== undefined) return known.id;
  const input = authenticatorInput.parse({
    key: 'custom_app',
    name: quickstartBrand.name,
    agreeToTerms: true,
    provider: { configuration: { webpush: { id: await ensureWebPushProvider(admin, actor.orgId) } } },
    settings: { userVerification: 'PREFERRED', appInstanceId: mobile.id },
  });
  return (await createAuthenticator(admin, { input, active: true }, actor)).id;
}

async function ensureDemoUser(admin: PeopleAdministration, password: string, actor: Actor): Promise<User> {
  const known = await admin.management.users.findByLogin(actor.orgId, demoLogin);
  if (known !== undefined) return setPassword(admin, { user: known, password }, actor);
  const input = userInput.parse({
    profile: { login: demoLogin, email: demoLogin, firstName: 'Test', lastName: 'User' },
    credentials: { password: { value: password } },
  });
  return createUser(admin, { input, activate: true }, actor);
}

/** Holds the API token; cannot sign in, because nobody gave them a password (decisions 4.5). */
async function ensureAdministrator(admin: PeopleAdministration, actor: Actor): Promise<User> {
  const known = await admin.management.users.findByLogin(actor.orgId, adminLogin);
  if (known === undefined) {
    const facts = { login: adminLogin, firstName: 'Quickstart', lastName: 'Administrator', passwordHash: undefined };
    return createSuperAdministrator(admin, facts, actor);
  }
  const roles = await admin.management.users.listRoles(actor.orgId, known.id);
  if (!roles.includes('SUPER_ADMIN')) await grantAdminRole(admin, { user: known, role: 'SUPER_ADMIN' }, actor);
  return known;
}
