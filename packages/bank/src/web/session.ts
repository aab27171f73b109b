/** Who a browser is. In memory, like the money; the cookie holds a random id and nothing else. */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Person } from '../approvals/approval.js';

export interface Session {
  readonly id: string;
  /** In every form: another site cannot know it. */
  readonly csrf: string;
  person: Person | undefined;
  /** What a sign-in on its way must come back with (state, nonce and PKCE). */
  signIn: { readonly state: string; readonly nonce: string; readonly codeVerifier: string } | undefined;
  usedAt: number;
}

export interface Sessions {
  /** The session of this browser, made when it has none. */
  of(request: FastifyRequest, reply: FastifyReply): Session;
  /** A new id for a browser that has just proved who it is, so that an id known from before is worth nothing. */
  renew(request: FastifyRequest, reply: FastifyReply, person: Person): Session;
  end(request: FastifyRequest, reply: FastifyReply): void;
}

const idleMs = 30 * 60_000;
const keptSessions = 10_000;

export function createSessions({ url, now }: { readonly url: string; readonly now: () => number }): Sessions {
  const secure = url.startsWith('https:');
  // cookies ignore ports, so the name is this bank's alone; the prefix ties it to this very host
  const cookie = secure ? '__Host-magenta_session' : 'magenta_session';
  const options = { path: '/', httpOnly: true, sameSite: 'lax', secure } as const;
  const sessions = new Map<string, Session>();

  const open = (reply: FastifyReply, person: Person | undefined): Session => {
    const token = randomBytes(32).toString('base64url');
    const session: Session = {
      id: digest(token),
      csrf: randomBytes(24).toString('base64url'),
      person,
      signIn: undefined,
      usedAt: now(),
    };
    sessions.set(session.id, session);
    for (const [id, { usedAt }] of sessions) if (sessions.size > keptSessions || usedAt < now() - idleMs) sessions.delete(id);
    reply.setCookie(cookie, token, options);
    return session;
  };
  const find = (request: FastifyRequest): Session | undefined => {
    const token = request.cookies[cookie];
    const session = token === undefined ? undefined : sessions.get(digest(token));
    if (session === undefined || session.usedAt < now() - idleMs) return undefined;
    session.usedAt = now();
    return session;
  };
  return {
    of: (request, reply) => find(request) ?? open(reply, undefined),
    renew(request, reply, person) {
      const old = find(request);
      if (old !== undefined) sessions.delete(old.id);
      return open(reply, person);
    },
    end(request, reply) {
      const session = find(request);
      if (session !== undefined) sessions.delete(session.id);
      reply.clearCookie(cookie, options);
    },
  };
}

/** Whether a form comes from a page of this session. */
export function isOwnForm(session: Session, request: FastifyRequest): boolean {
  const token = formField(request, 'csrf');
  const site = request.headers['sec-fetch-site'];
  return equal(token, session.csrf) && (site === undefined || site === 'same-origin');
}

/** One field of a posted form; empty when it is missing or given twice. */
export function formField(request: FastifyRequest, name: string): string {
  const body = new Map(Object.entries(request.body ?? {}));
  const value: unknown = body.get(name);
  return typeof value === 'string' ? value : '';
}

const digest = (text: string): string => createHash('sha256').update(text).digest('base64url');

function equal(left: string, right: string): boolean {
  return timingSafeEqual(Buffer.from(digest(left)), Buffer.from(digest(right)));
}
