/**
 * The only reader and writer of cookies. Names carry the `__Host-` prefix, which ties a cookie to this very host and to TLS;
 * over http, which only development has, browsers refuse that prefix. Cookies ignore ports, so the names are ours alone.
 */
import { type CookieSerializeOptions, fastifyCookie } from '@fastify/cookie';
import { randomBase64url, sessionSeconds, type Org, type Random } from '@countersign/engine';
import type { FastifyReply, FastifyRequest } from 'fastify';

const sessionCookie = 'countersign_session';
/** Proves that a form comes back from the browser it was made for. */
const formCookie = 'countersign_form';
const formIdSyntax = /^[A-Za-z0-9_-]{43}$/;
/** Tells the browsers a person has used before from those of strangers, when an account is locked; longer than any session. */
const browserCookie = 'countersign_browser';
const browserSeconds = 365 * 86_400;

export const sessionCookieName = (org: Org): string => cookieName(org, sessionCookie);

export function readSessionId(request: FastifyRequest, org: Org): string | undefined {
  return request.cookies[cookieName(org, sessionCookie)];
}

/** As `readSessionId`, for routes that do without the cookie parser. */
export function readSessionIdOf(header: string | undefined, org: Org): string | undefined {
  return header === undefined ? undefined : fastifyCookie.parse(header)[cookieName(org, sessionCookie)];
}

export function writeSessionId(reply: FastifyReply, org: Org, sessionId: string): void {
  reply.setCookie(cookieName(org, sessionCookie), sessionId, { ...attributes(org), maxAge: sessionSeconds });
}

export function clearSessionId(reply: FastifyReply, org: Org): void {
  reply.setCookie(cookieName(org, sessionCookie), '', { ...attributes(org), maxAge: 0 });
}

/** The id this browser's forms are bound to; undefined: it has none. */
export function readFormId(request: FastifyRequest, org: Org): string | undefined {
  const id = request.cookies[cookieName(org, formCookie)];
  return id !== undefined && formIdSyntax.test(id) ? id : undefined;
}

/** The browser's form id, made and sent when it has none yet. Several tabs share it. */
export function ensureFormId(request: FastifyRequest, reply: FastifyReply, { org, random }: { org: Org; random: Random }): string {
  const existing = readFormId(request, org);
  if (existing !== undefined) return existing;
  const id = randomBase64url(random, 32);
  reply.setCookie(cookieName(org, formCookie), id, attributes(org));
  return id;
}

/** The long-lived id of this browser, made and sent when it has none yet. */
export function ensureBrowserId(request: FastifyRequest, reply: FastifyReply, { org, random }: { org: Org; random: Random }): string {
  const existing = request.cookies[cookieName(org, browserCookie)];
  if (existing !== undefined && formIdSyntax.test(existing)) return existing;
  const id = randomBase64url(random, 32);
  reply.setCookie(cookieName(org, browserCookie), id, { ...attributes(org), maxAge: browserSeconds });
  return id;
}

function cookieName(org: Org, name: string): string {
  return isSecure(org) ? `__Host-${name}` : name;
}

function attributes(org: Org): CookieSerializeOptions {
  return { path: '/', httpOnly: true, sameSite: 'lax', secure: isSecure(org) };
}

function isSecure(org: Org): boolean {
  return org.url.startsWith('https:');
}
