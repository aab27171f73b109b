/** The frame all browser pages share. */
import type { BrandColours } from '@countersign/engine';
import { accentPath } from './accent.js';
import { stylesheetPath } from './assets.js';
import { fill, html, isolated, visible, type Html } from './html.js';
import type { Messages } from './messages.js';

/** Who speaks on a page and in which language. */
export interface PageContext {
  readonly messages: Messages;
  /** The authenticator's brand or the org's name. */
  readonly brand: string;
  /** The brand's; undefined: the page's own. */
  readonly colours?: BrandColours | undefined;
  /** Host of the org, so that people can see where they are typing. */
  readonly host: string;
}

export interface Page {
  /** For the browser's tab, as plain text. */
  readonly title: string;
  /** The `h1` and all that follows it. */
  readonly body: Html;
  /** Sent to the page's own script address; no page needs it to work. */
  readonly script?: string;
  /** The script asks this server for news. */
  readonly connects?: boolean;
  /** Loads the page anew for browsers without script. */
  readonly refreshSeconds?: number;
}

export function renderPage({ messages, brand, colours, host }: PageContext, { title, body, script, refreshSeconds }: Page): string {
  const [initial = ''] = brand.trim();
  return html`<!doctype html>
    <html lang="${messages.language}" dir="${messages.direction}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover" />
        <meta name="robots" content="noindex" />
        <title>${title} – ${visible(brand)}</title>
        <link rel="stylesheet" href="${stylesheetPath}" />
        ${colours === undefined ? undefined : html`<link rel="stylesheet" href="${accentPath(colours)}" />`}
        ${refreshSeconds === undefined ? undefined : html`<noscript><meta http-equiv="refresh" content="${refreshSeconds}" /></noscript>`}
        ${script === undefined ? undefined : html`<script src="${script}" defer></script>`}
      </head>
      <body>
        <main>
          <p class="brand"><span class="mark" aria-hidden="true">${initial.toUpperCase()}</span>${isolated(brand)}</p>
          ${body}
        </main>
        <footer>${fill(messages.texts['page.host'], { host: isolated(host) })}</footer>
      </body>
    </html> `.markup;
}

/** A failure above a form: announced, and told by shape and words as well as by colour. */
export function alertBox(id: string, text: Html): Html {
  return html`<div class="alert" id="${id}" role="alert">
    <svg viewBox="0 0 24 24" aria-hidden="true">
      <circle cx="12" cy="12" r="10" fill="none" stroke="currentColor" stroke-width="2" />
      <path d="M12 6.5v7" stroke="currentColor" stroke-width="2" stroke-linecap="round" />
      <circle cx="12" cy="17" r="1.25" fill="currentColor" />
    </svg>
    <div>${text}</div>
  </div>`;
}
