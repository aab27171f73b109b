/**
 * The first administrator of an org that is not a quickstart org: whoever holds the one-time token printed at the start. Tokens are
 * 256 bits at random, stored as SHA-256, good for a day or for one use.
 */
import { userInput } from '@countersign/contracts';
import {
  ApiError,
  createApiToken,
  equalBytes,
  randomText,
  sha256,
  validationFailed,
  type Actor,
  type PeopleAdministration,
  type User,
} from '@countersign/engine';
import type { SetupStore } from '@countersign/storage';
import { z } from 'zod';
import { createSuperAdministrator, type AdministratorFacts } from './super-administrator.js';

const tokenLifetimeMs = 86_400_000;

export interface SetupNeeds {
  readonly admin: PeopleAdministration;
  readonly setup: SetupStore;
}

/** A new token to print, or undefined when the org has an administrator already. */
export async function offerSetupToken({ admin, setup }: SetupNeeds, orgId: string): Promise<string | undefined> {
  if (await hasAdministrator(admin, orgId)) return undefined;
  const { clock, random } = admin.engine;
  const token = randomText(random, 43);
  const now = clock.now();
  await setup.insertSetupToken({ hash: sha256(token), orgId, now, tooOld: now - tokenLifetimeMs });
  return token;
}

export const firstAdministratorInput = z.object({
  token: z.string().max(200),
  login: z.string(),
  password: z.string().optional(),
  firstName: z.string(),
  lastName: z.string(),
});
export type FirstAdministratorInput = z.output<typeof firstAdministratorInput>;

/** The administrator and an API token of theirs, which is shown here and never again. */
export interface FirstAdministrator {
  readonly user: User;
  readonly apiToken: string;
}

/** Throws E0000011 for a token that is unknown, used or too old; E0000001 for a login or password that is not acceptable. */
export async function createFirstAdministrator(
  { admin, setup }: SetupNeeds,
  input: FirstAdministratorInput,
  actor: Actor,
): Promise<FirstAdministrator> {
  const { orgId } = actor;
  const hash = sha256(input.token);
  const stored = await setup.listSetupTokens(orgId, admin.engine.clock.now() - tokenLifetimeMs);
  const known = stored.some((candidate) => equalBytes(Buffer.from(candidate), Buffer.from(hash)));
  if (!known) throw new ApiError('E0000011', { reason: 'unknown setup token' });
  // judged before the token is spent: a typing error must not cost it
  const facts = await administratorFacts(admin, input);
  if ((await admin.management.users.findByLogin(orgId, facts.login)) !== undefined)
    throw validationFailed('login', ['login: a user with this login exists']);
  if (!(await setup.useSetupToken(orgId, hash))) throw new ApiError('E0000011', { reason: 'setup token was used' });
  if (await hasAdministrator(admin, orgId)) throw new ApiError('E0000011', { reason: 'the org has an administrator' });
  const user = await createSuperAdministrator(admin, facts, actor);
  const { token } = await createApiToken(admin, { input: { name: 'First administrator' }, owner: user }, actor);
  return { user, apiToken: token };
}

function hasAdministrator(admin: PeopleAdministration, orgId: string): Promise<boolean> {
  return admin.management.users.otherHasRole(orgId, '', 'SUPER_ADMIN');
}

/** The same rules as for every other user. */
async function administratorFacts(admin: PeopleAdministration, input: FirstAdministratorInput): Promise<AdministratorFacts> {
  const { login, firstName, lastName, password } = input;
  const parsed = userInput.safeParse({
    profile: { login, email: login, firstName, lastName },
    ...(password === undefined ? {} : { credentials: { password: { value: password } } }),
  });
  if (!parsed.success) {
    throw validationFailed(
      'administrator',
      parsed.error.issues.map((issue) => `${String(issue.path.at(-1) ?? 'body')}: ${issue.message}`),
    );
  }
  return { login, firstName, lastName, passwordHash: password === undefined ? undefined : await admin.engine.passwords.hash(password) };
}
