import { html } from '../web/html.js';
import type { Page } from '../web/layout.js';

/** A page for what went wrong: what, and what to do next. */
export function problemPage(status: number, title: string, text: string): Page {
  return {
    title,
    status,
    body: html`<div class="narrow">
      <section class="card ask">
        <h1>${title}</h1>
        <p>${text}</p>
        <div class="acts"><a class="button" href="/">Back to the start</a></div>
      </section>
    </div>`,
  };
}
