import { getUser, type User } from '@countersign/engine';
import type { ServerContext } from '../../server-context.js';
import type { CallFacts } from './operation-call.js';

/** The call of an operation below `/api/v1/users/{userId}`. */
export type UserCall = CallFacts & { readonly path: { readonly userId: string } };

/** The user a path names: by id, by login, or `me` for whoever calls. Throws E0000007. */
export function addressedUser(server: ServerContext, { actor, holder, path }: UserCall): Promise<User> {
  return getUser(server, path.userId === 'me' ? holder.userId : path.userId, actor);
}
