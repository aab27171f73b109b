/** Pages around the console that are no part of it: why somebody does not get in, and what to do about it. */
import { fill, html, isolated } from '../sign-in/html.js';
import type { Page, PageContext } from '../sign-in/template.js';

/** The answer of a sign-in that is not under way in this browser (any more). */
export function signInEndedPage({ messages: { texts } }: PageContext, again: string): Page {
  const title = texts['console.ended.title'];
  return {
    title,
    body: html`<h1>${title}</h1>
      <p>${texts['console.ended.text']}</p>
      <a class="button" href="${again}">${texts['console.ended.again']}</a>`,
  };
}

export function noAdministratorPage({ messages: { texts } }: PageContext, login: string): Page {
  const title = texts['console.noRole.title'];
  return {
    title,
    body: html`<h1>${title}</h1>
      <p>${fill(texts['console.noRole.text'], { login: isolated(login) })}</p>
      <p class="quiet">${texts['console.noRole.help']}</p>
      <ul class="ways">
        <li><a href="/oauth2/v1/logout">${texts['console.noRole.signOut']}</a></li>
        <li><a href="/account/security">${texts['account.title']}</a></li>
      </ul>`,
  };
}
