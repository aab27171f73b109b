/** One search over everything an administrator may read, for whoever knows a name or an id. */
import { type SearchHit, type SearchKind, searchKinds } from '../../ports/management/search-store.js';
import { sha256 } from '../digest.js';
import type { Actor, Administration } from './administration.js';

/** CIBA Core 7.3: what a client was given. Such a text is a secret: it is hashed here, and looked for by its hash alone. */
const authReqIdForm = /^ft[A-Za-z0-9_-]{43}$/;
const hitsPerKind = 5;

/** A few of each kind; nothing for a blank text. */
export async function searchEverything(
  { management }: Pick<Administration, 'management'>,
  { text, mayRead }: { readonly text: string; readonly mayRead: (kind: SearchKind) => boolean },
  { orgId }: Pick<Actor, 'orgId'>,
): Promise<readonly SearchHit[]> {
  const wanted = text.trim();
  if (wanted === '') return [];
  const secret = authReqIdForm.test(wanted);
  const kinds = searchKinds.filter((kind) => mayRead(kind) && (!secret || kind === 'transaction'));
  const authReqIdHash = secret ? sha256(wanted) : undefined;
  return management.search.find({ orgId, kinds, text: secret ? '' : wanted, authReqIdHash, limit: hitsPerKind });
}
