/** The frame of all pages, and their headers. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { html, type Html } from './html.js';
import type { Session } from './session.js';
import { themeOf, themeSwitch } from './theme.js';

export interface Page {
  readonly title: string;
  readonly body: Html;
  readonly status?: number;
  /** Seconds after which browsers without JavaScript look again. */
  readonly refresh?: number;
}

/** By subject, in the order in which they build on each other. */
const styles = ['colours', 'base', 'frame', 'controls', 'sign-in', 'accounts', 'approval', 'requests'];
const read = (path: string): string => readFileSync(new URL(`../../public/${path}`, import.meta.url), 'utf8');

const files = [
  { name: 'bank.css', text: styles.map((name) => read(`styles/${name}.css`)).join('\n') },
  { name: 'bank.js', text: read('bank.js') },
].map(({ name, text }) => {
  // the address changes with the contents, so that browsers may keep it for ever
  const path = `/assets/${createHash('sha256').update(text).digest('hex').slice(0, 16)}-${name}`;
  return { path, text, type: name.endsWith('.css') ? 'text/css' : 'text/javascript' };
});
const [style, script] = files.map(({ path }) => path);

export function assetRoutes(app: FastifyInstance): void {
  for (const { path, text, type } of files) {
    app.get(path, (_request, reply) =>
      reply.type(`${type}; charset=utf-8`).header('cache-control', 'public, max-age=31536000, immutable').send(text),
    );
  }
  const icon = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="9" fill="#c4006e"/>${markPath.replaceAll('currentColor', '#fff')}</svg>`;
  app.get('/icon.svg', (_request, reply) => reply.type('image/svg+xml').header('cache-control', 'max-age=86400').send(icon));
}

const policy = [
  "default-src 'none'",
  "style-src 'self'",
  "script-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
].join('; ');

/** No inline script or style, no frame, no cache. */
export function sendPage(reply: FastifyReply, session: Session | undefined, page: Page): FastifyReply {
  return reply
    .code(page.status ?? 200)
    .type('text/html; charset=utf-8')
    .header('content-security-policy', policy)
    .header('cache-control', 'no-store')
    .send(render(session, page, reply.request).markup);
}

/** Three strokes that rise: an M that is a chart. */
const markPath =
  '<path d="M8 23V13l8 6 8-10v14" fill="none" stroke="currentColor" stroke-width="3.5" stroke-linecap="round" stroke-linejoin="round"/>';

function render(session: Session | undefined, { title, body, refresh }: Page, request: FastifyRequest): Html {
  const theme = themeOf(request);
  const [path = ''] = request.url.split('?');
  return html`<!doctype html>
    <html lang="en" data-theme="${theme}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover" />
        <meta name="robots" content="noindex" />
        <meta name="color-scheme" content="${theme === 'system' ? 'light dark' : theme}" />
        <title>${title} – Magenta Bank</title>
        <link rel="icon" href="/icon.svg" type="image/svg+xml" />
        <link rel="stylesheet" href="${style ?? ''}" />
        <script src="${script ?? ''}" defer></script>
        ${refresh === undefined ? undefined : html`<noscript><meta http-equiv="refresh" content="${refresh}" /></noscript>`}
      </head>
      <body>
        <a class="skip" href="#content">Skip to content</a>
        ${header(session, path)}
        <main id="content">${body}</main>
        <footer class="foot">
          <p>Magenta Bank is a sample application. The money is not real.</p>
          ${themeSwitch(theme)}
        </footer>
      </body>
    </html>`;
}

function header(session: Session | undefined, path: string): Html {
  const current = (to: string): Html | undefined => (path === to ? html`aria-current="page"` : undefined);
  const person = session?.person;
  const account =
    person === undefined
      ? undefined
      : html`<nav aria-label="Main">
            <a href="/accounts" ${current('/accounts')}>Accounts</a>
            <a href="/transfers/new" ${current('/transfers/new')}>Transfer</a>
          </nav>
          <form class="who" method="post" action="/sign-out">
            <input type="hidden" name="csrf" value="${session?.csrf}" />
            <span class="name">${person.name}</span>
            <button class="quiet" type="submit">Sign out</button>
          </form>`;
  return html`<header class="bar">
    <div class="inner">
      <a class="brand" href="/">
        <svg viewBox="0 0 32 32" aria-hidden="true">${{ markup: markPath }}</svg>
        <span>Magenta Bank</span>
      </a>
      ${account}
    </div>
  </header>`;
}

export function csrfField(session: Session): Html {
  return html`<input type="hidden" name="csrf" value="${session.csrf}" />`;
}
