import { fill, html, isolated } from './html.js';
import { alertBox, type Page, type PageContext } from './template.js';

export interface SignOutForm {
  /** The application that asks; undefined: none said who it is. */
  readonly app: string | undefined;
  readonly action: string;
  readonly formToken: string;
  /** The form came back without its proof: ask again. */
  readonly stale: boolean;
}

/** The question before a sign-out nobody has proved to be the person's wish. */
export function signOutPage({ messages: { texts }, brand }: PageContext, form: SignOutForm): Page {
  const org = isolated(brand);
  const question =
    form.app === undefined ? fill(texts['signOut.text'], { org }) : fill(texts['signOut.asked'], { org, app: isolated(form.app) });
  const title = texts['signOut.title'];
  return {
    title: form.stale ? texts['page.error'].replace('{title}', title) : title,
    body: html`<h1>${title}</h1>
      ${form.stale ? alertBox('alert', fill(texts['signOut.stale'])) : undefined}
      <p>${question}</p>
      <p class="quiet">${texts['signOut.stay']}</p>
      <form method="post" action="${form.action}">
        <input type="hidden" name="form_token" value="${form.formToken}" />
        <button type="submit">${texts['signOut.button']}</button>
      </form>`,
  };
}

export function signedOutPage({ messages: { texts } }: PageContext): Page {
  return {
    title: texts['signedOut.title'],
    body: html`<h1>${texts['signedOut.title']}</h1>
      <p>${texts['signedOut.text']}</p>`,
  };
}
