/** Light, dark, or as the system has it. A cookie remembers it, so that the first byte of a page is in the right colours. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { html, type Html } from './html.js';
import { formField } from './session.js';

const themes = ['system', 'light', 'dark'] as const;
export type Theme = (typeof themes)[number];

const cookie = 'magenta_theme';
const oneYearSeconds = 31_536_000;
const labels = { system: 'System', light: 'Light', dark: 'Dark' } as const;

export function themeOf(request: FastifyRequest): Theme {
  // an address that cannot be read ends before cookies are looked at
  const cookies: FastifyRequest['cookies'] | null = request.cookies;
  return themeNamed(cookies?.[cookie]);
}

const themeNamed = (name: string | undefined): Theme => themes.find((theme) => theme === name) ?? 'system';

/** Nothing but colours hangs on it, so that this form needs no secret. */
export function themeRoutes(app: FastifyInstance, { secure }: { readonly secure: boolean }): void {
  app.post('/theme', (request: FastifyRequest, reply: FastifyReply) => {
    const options = { path: '/', httpOnly: true, sameSite: 'lax', secure, maxAge: oneYearSeconds } as const;
    return reply.setCookie(cookie, themeNamed(formField(request, 'theme')), options).redirect(pageBefore(request), 303);
  });
}

/** The page whose switch was pressed; never an address elsewhere. */
function pageBefore({ headers, host }: FastifyRequest): string {
  const from = headers.referer ?? '';
  if (!URL.canParse(from)) return '/';
  const { host: fromHost, pathname, search } = new URL(from);
  // two slashes at the start would name another host
  return fromHost === host && !pathname.startsWith('//') ? `${pathname}${search}` : '/';
}

export function themeSwitch(chosen: Theme): Html {
  return html`<form class="themes" method="post" action="/theme" data-themes>
    <fieldset>
      <legend>Colours</legend>
      ${themes.map(
        (theme) =>
          html`<button class="quiet" type="submit" name="theme" value="${theme}" aria-pressed="${String(theme === chosen)}">
            ${labels[theme]}
          </button>`,
      )}
    </fieldset>
  </form>`;
}
