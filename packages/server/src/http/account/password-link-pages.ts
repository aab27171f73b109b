/** The pages of a link by which a person chooses a password. */
import { fill, html, isolated } from '../sign-in/html.js';
import { alertBox, type Page, type PageContext } from '../sign-in/template.js';

export interface PasswordLinkFacts {
  readonly action: string;
  readonly formToken: string;
  readonly login: string;
  readonly alert: 'stale' | 'refused' | undefined;
}

export function passwordLinkPage({ messages: { texts } }: PageContext, { action, formToken, login, alert }: PasswordLinkFacts): Page {
  const title = texts['passwordLink.title'];
  const refused = alert === 'refused';
  return {
    title: alert === undefined ? title : texts['page.error'].replace('{title}', title),
    body: html`<h1>${title}</h1>
      <p class="purpose">${fill(texts['passwordLink.purpose'], { login: isolated(login) })}</p>
      ${alert === 'stale' ? alertBox('alert', fill(texts['firstRun.stale'])) : undefined}
      <form method="post" action="${action}">
        <input type="hidden" name="form_token" value="${formToken}" />
        <input type="hidden" name="username" autocomplete="username" value="${login}" />
        <div class="field">
          <label for="password">${texts['firstRun.password']}</label>
          <input
            id="password"
            name="password"
            type="password"
            autocomplete="new-password"
            maxlength="256"
            required
            autofocus
            aria-describedby="${refused ? 'password-fault ' : ''}password-hint"
            ${refused ? html`aria-invalid="true"` : undefined}
          />
          ${refused ? html`<p class="fault" id="password-fault">${texts['firstRun.fault.password']}</p>` : undefined}
          <p class="quiet" id="password-hint">${texts['firstRun.passwordHint']}</p>
        </div>
        <button type="submit">${texts['passwordLink.button']}</button>
      </form>`,
  };
}

export function passwordLinkDonePage({ messages: { texts } }: PageContext, accountUrl: string): Page {
  return {
    title: texts['passwordLink.done.title'],
    body: html`<h1>${texts['passwordLink.done.title']}</h1>
      <p>${texts['passwordLink.done.text']}</p>
      <a class="button" href="${accountUrl}">${texts['passwordLink.signIn']}</a>`,
  };
}

/** The link is unknown, used or too old, or the account was stopped since. */
export function passwordLinkOverPage({ messages: { texts } }: PageContext): Page {
  const title = texts['firstRun.over.title'];
  return {
    title,
    body: html`<h1>${title}</h1>
      <p>${texts['passwordLink.over.text']}</p>`,
  };
}
