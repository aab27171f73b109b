import { getUser, type User } from '@countersign/engine';
import type { ServerContext } from '../../server-context.js';
import type { ManagementCall } from './management-call.js';

/** The user a path names: by id, by login, or `me` for the owner of the token. Throws E0000007. */
export function addressedUser(server: ServerContext, call: ManagementCall): Promise<User> {
  const name = call.param('id');
  return getUser(server, name === 'me' ? call.holder.userId : name, call.actor);
}
