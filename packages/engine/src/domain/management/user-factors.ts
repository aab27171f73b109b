/** What a person can prove themselves with, as administrators see and remove it (okta-api 3.10): second factors and enrolled devices. */
import type { Engine } from '../../engine.js';
import type { EnrolledDevice } from '../../ports/enrollment-store.js';
import { notFound } from '../api-error.js';
import { deleteEnrollment } from '../enrollment/delete-enrollment.js';
import { removeFactor } from '../factor/enrol-factor.js';
import type { Factor } from '../factor/factor.js';
import type { User } from '../user/user.js';
import type { Actor } from './administration.js';

export type UserFactor =
  | { readonly kind: 'factor'; readonly id: string; readonly factor: Factor }
  /** The id is the one of its push method. */
  | { readonly kind: 'device'; readonly id: string; readonly enrolled: EnrolledDevice; readonly authenticatorName: string };

type FactorAdministration = { readonly engine: Pick<Engine, 'authenticators' | 'bus' | 'clock' | 'enrollments' | 'factors' | 'random'> };

export async function listUserFactors({ engine }: FactorAdministration, user: User): Promise<readonly UserFactor[]> {
  const [factors, enrolled] = await Promise.all([
    engine.factors.list(user.orgId, user.id),
    engine.enrollments.listOfUser(user.orgId, user.id),
  ]);
  const devices = enrolled.map(async (one): Promise<UserFactor> => {
    const authenticator = await engine.authenticators.findById(user.orgId, one.enrollment.authenticatorId);
    return { kind: 'device', id: one.enrollment.methodId, enrolled: one, authenticatorName: authenticator?.name ?? '' };
  });
  return [...factors.map((factor): UserFactor => ({ kind: 'factor', id: factor.id, factor })), ...(await Promise.all(devices))];
}

/** Throws E0000007. */
export async function getUserFactor(admin: FactorAdministration, user: User, factorId: string): Promise<UserFactor> {
  const found = (await listUserFactors(admin, user)).find(({ id }) => id === factorId);
  if (found === undefined) throw notFound(factorId, 'Factor');
  return found;
}

/** Throws E0000007. The sessions it helped to make go on: `DELETE /users/{id}/sessions` ends them. */
export async function removeUserFactor(
  admin: FactorAdministration,
  { user, factorId }: { readonly user: User; readonly factorId: string },
  actor: Actor,
) {
  const found = await getUserFactor(admin, user, factorId);
  await remove(admin, user, found, actor);
}

/** Every second factor and every device, as after the loss of a phone. */
export async function resetUserFactors(admin: FactorAdministration, user: User, actor: Actor): Promise<void> {
  for (const found of await listUserFactors(admin, user)) await remove(admin, user, found, actor);
}

const noCaller = { requestId: '', ip: '', userAgent: '' };

async function remove(
  { engine }: FactorAdministration,
  user: User,
  found: UserFactor,
  { entity, caller = noCaller }: Actor,
): Promise<void> {
  if (found.kind === 'device') return deleteEnrollment(engine, { enrolled: found.enrolled, user, caller, actor: entity });
  if (!(await removeFactor(engine, { user, factor: found.factor, actor: entity, caller }))) throw notFound(found.id, 'Factor');
}
