/**
 * The first administrator: whoever holds the one-time code printed at the start. It makes them, or gives the one who is there (the
 * quickstart's) their password. Codes are 256 bits at random, stored as SHA-256, good for a day or for one use.
 */
import { userPassword, userProfile } from '@countersign/contracts';
import {
  ApiError,
  createApiToken,
  equalBytes,
  hashPassword,
  randomText,
  setPassword,
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

/** A new code to print, or undefined when an administrator can sign in already. */
export async function offerSetupToken({ admin, setup }: SetupNeeds, orgId: string): Promise<string | undefined> {
  if ((await readSetupState(admin, orgId)).kind === 'done') return undefined;
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

/** What is left to do before somebody can administer the org in a browser. */
export type SetupState =
  | { readonly kind: 'no-administrator' }
  /** There is one who has no password yet. */
  | { readonly kind: 'no-password'; readonly user: User }
  | { readonly kind: 'done' };

async function readSetupState(admin: PeopleAdministration, orgId: string): Promise<SetupState> {
  const administrators = await admin.management.users.listAdministrators(orgId, 'SUPER_ADMIN');
  const [first] = administrators;
  if (first === undefined) return { kind: 'no-administrator' };
  return administrators.some(({ passwordHash }) => passwordHash !== undefined) ? { kind: 'done' } : { kind: 'no-password', user: first };
}

/** What this code is good for; undefined: nothing, because it is unknown, used, too old, or an administrator can sign in. Spends nothing. */
export async function findFirstRun(needs: SetupNeeds, { orgId, code }: { readonly orgId: string; readonly code: string }) {
  if (!(await isKnown(needs, orgId, code))) return undefined;
  const state = await readSetupState(needs.admin, orgId);
  return state.kind === 'done' ? undefined : state;
}

export interface FirstRunInput {
  readonly code: string;
  /** Only asked for where there is no administrator. */
  readonly person: { readonly login: string; readonly firstName: string; readonly lastName: string } | undefined;
  readonly password: string;
}

/**
 * The administrator, who can sign in from now on. Undefined: the code is good for nothing (any more). Throws E0000001 for a login or
 * password that is not acceptable; then the code is still good.
 */
export async function completeFirstRun(needs: SetupNeeds, input: FirstRunInput, actor: Actor): Promise<User | undefined> {
  const { admin, setup } = needs;
  const { code, person, password } = input;
  const state = await findFirstRun(needs, { orgId: actor.orgId, code });
  if (state === undefined) return undefined;
  if (state.kind === 'no-password') {
    const faults = passwordFaults(password);
    if (faults.length > 0) throw validationFailed('administrator', faults);
    await hashPassword(admin, password, state.user.login);
    if (!(await setup.useSetupToken(actor.orgId, sha256(code)))) return undefined;
    return setPassword(admin, { user: state.user, password }, actor);
  }
  if (person === undefined) throw validationFailed('login', ['login: is needed']);
  const facts = await newAdministratorFacts(admin, { ...person, password }, actor);
  if (!(await setup.useSetupToken(actor.orgId, sha256(code)))) return undefined;
  return createSuperAdministrator(admin, facts, actor);
}

/** Throws E0000011 for a token that is unknown, used or too old; E0000001 for a login or password that is not acceptable. */
export async function createFirstAdministrator(
  needs: SetupNeeds,
  input: FirstAdministratorInput,
  actor: Actor,
): Promise<FirstAdministrator> {
  const { admin, setup } = needs;
  const { orgId } = actor;
  if (!(await isKnown(needs, orgId, input.token))) throw new ApiError('E0000011', { reason: 'unknown setup token' });
  if ((await readSetupState(admin, orgId)).kind !== 'no-administrator')
    throw new ApiError('E0000011', { reason: 'the org has an administrator' });
  // judged before the token is spent: a typing error must not cost it
  const facts = await newAdministratorFacts(admin, input, actor);
  if (!(await setup.useSetupToken(orgId, sha256(input.token)))) throw new ApiError('E0000011', { reason: 'setup token was used' });
  const user = await createSuperAdministrator(admin, facts, actor);
  const { token } = await createApiToken(admin, { input: { name: 'First administrator' }, owner: user }, actor);
  return { user, apiToken: token };
}

async function isKnown({ admin, setup }: SetupNeeds, orgId: string, code: string): Promise<boolean> {
  const hash = Buffer.from(sha256(code));
  const stored = await setup.listSetupTokens(orgId, admin.engine.clock.now() - tokenLifetimeMs);
  return stored.some((candidate) => equalBytes(Buffer.from(candidate), hash));
}

type AdministratorInput = Omit<FirstAdministratorInput, 'token'>;

async function newAdministratorFacts(
  admin: PeopleAdministration,
  input: AdministratorInput,
  { orgId }: Actor,
): Promise<AdministratorFacts> {
  const facts = await administratorFacts(admin, input);
  if ((await admin.management.users.findByLogin(orgId, facts.login)) === undefined) return facts;
  throw validationFailed('login', ['login: a user with this login exists']);
}

/** The same rules as for every other user; all faults at once. */
async function administratorFacts(admin: PeopleAdministration, input: AdministratorInput): Promise<AdministratorFacts> {
  const { login, firstName, lastName, password } = input;
  const profile = userProfile.safeParse({ login, email: login, firstName, lastName });
  const faults = [
    ...(profile.error?.issues ?? []).map((issue) => `${String(issue.path.at(-1) ?? 'body')}: ${issue.message}`),
    ...(password === undefined ? [] : passwordFaults(password)),
  ];
  if (faults.length > 0) throw validationFailed('administrator', faults);
  return { login, firstName, lastName, passwordHash: await hashPassword(admin, password, login) };
}

function passwordFaults(password: string): readonly string[] {
  return (userPassword.safeParse(password).error?.issues ?? []).map((issue) => `password: ${issue.message}`);
}
