/** The only writer of browser pages: headers of every answer to a person. */
import { answerUrl, type AuthorizationAnswer, type BrandColours, type Client, type Org } from '@countersign/engine';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { formPostPage } from './form-post-page.js';
import { messagesFor } from './messages.js';
import { renderPage, type Page, type PageContext } from './template.js';

interface Sending {
  readonly status: number;
  /** Where forms of the page may lead besides this server; undefined: nowhere. */
  readonly formTarget?: string | undefined;
}

/** No script, no frame, no cache, no referrer (security model S-074). */
export function sendPage(reply: FastifyReply, context: PageContext, page: Page, { status, formTarget }: Sending): FastifyReply {
  const policy = [
    "default-src 'none'",
    "style-src 'self'",
    ...(page.script === undefined ? [] : ["script-src 'self'"]),
    ...(page.connects === true ? ["connect-src 'self'"] : []),
    `form-action 'self'${formTarget === undefined ? '' : ` ${schemeOf(formTarget)}`}`,
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ];
  return discreet(reply)
    .code(status)
    .type('text/html; charset=utf-8')
    .header('content-security-policy', policy.join('; '))
    .header('x-content-type-options', 'nosniff')
    .header('x-frame-options', 'DENY')
    .send(renderPage(context, page));
}

/** 303 after a form, so that the browser does not send the form on. */
export function sendRedirect(request: FastifyRequest, reply: FastifyReply, url: string): FastifyReply {
  const ascii = url.replace(/[^\x21-\x7e]+/g, encodeURIComponent);
  return discreet(reply)
    .code(request.method === 'POST' ? 303 : 302)
    .header('location', ascii)
    .send();
}

/** The answer to the client, in the response mode it asked for. */
export function sendAnswer(
  request: FastifyRequest,
  reply: FastifyReply,
  { answer, client, context }: { readonly answer: AuthorizationAnswer; readonly client: Client; readonly context: PageContext },
): FastifyReply {
  if (answer.responseMode === 'query') return sendRedirect(request, reply, answerUrl(answer));
  return sendPage(reply, context, formPostPage(context, answer, client.name), { status: 200, formTarget: answer.redirectUri });
}

export function pageContext(
  request: FastifyRequest,
  org: Pick<Org, 'url' | 'name' | 'brandColours'>,
  { brand = org.name, colours = org.brandColours, uiLocales = [] }: Appearance = {},
): PageContext {
  return { messages: messagesFor(uiLocales, request.headers['accept-language']), brand, colours, host: new URL(org.url).host };
}

interface Appearance {
  readonly brand?: string;
  readonly colours?: BrandColours | undefined;
  readonly uiLocales?: readonly string[];
}

function discreet(reply: FastifyReply): FastifyReply {
  return reply.header('cache-control', 'no-store').header('pragma', 'no-cache').header('referrer-policy', 'no-referrer');
}

/**
 * Chromium holds the redirects that follow a form to `form-action`, those that the application adds on its side included: hence the
 * scheme of the redirect URI and not its origin. The forms themselves lead where the page says, which is fixed here.
 */
function schemeOf(url: string): string {
  return url.slice(0, url.indexOf(':') + 1);
}
