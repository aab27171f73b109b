import { sha256 } from '../../domain/digest.js';
import type { Org } from '../../domain/org/org.js';
import type { Session } from '../../domain/session/session.js';
import type { Engine } from '../../engine.js';
import { sessionIdleSeconds } from './session-lifetime.js';

/** 256 bits in base64url: anything else was never a session id and is not looked up. */
export const sessionIdSyntax = /^[A-Za-z0-9_-]{43}$/;

/** The live session a browser's cookie names; using it restarts its idle time. Undefined: nobody is signed in. */
export async function findSession(
  engine: Pick<Engine, 'clock' | 'sessions'>,
  org: Org,
  sessionId: string | undefined,
): Promise<Session | undefined> {
  if (sessionId === undefined || !sessionIdSyntax.test(sessionId)) return undefined;
  const session = await engine.sessions.use(sha256(sessionId), engine.clock.now(), sessionIdleSeconds * 1000);
  return session?.orgId === org.id ? session : undefined;
}
