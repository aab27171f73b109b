import type { AuthorizationAnswer } from '@countersign/engine';
import { submitScriptPath } from './assets.js';
import { fill, html, isolated } from './html.js';
import type { Page, PageContext } from './template.js';

/** OAuth 2.0 Form Post Response Mode 2: the answer in a form that sends itself, with a button for browsers without script. */
export function formPostPage({ messages: { texts } }: PageContext, answer: AuthorizationAnswer, app: string): Page {
  return {
    title: texts['return.title'],
    script: submitScriptPath,
    body: html`<h1>${texts['return.title']}</h1>
      <p>${fill(texts['return.text'], { app: isolated(app) })}</p>
      <form method="post" action="${answer.redirectUri}">
        ${answer.parameters.map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}" />`)}
        <button type="submit">${texts['return.button']}</button>
      </form>`,
  };
}
