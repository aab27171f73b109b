import { fill, html, isolated, type Html } from './html.js';
import { alertBox, type Page, type PageContext } from './template.js';

/** What went wrong with the last attempt. */
export type SignInFault =
  | { readonly kind: 'wrong' }
  | { readonly kind: 'stale' }
  | { readonly kind: 'throttled'; readonly retryAfterSeconds: number }
  | { readonly kind: 'incomplete'; readonly usernameMissing: boolean; readonly passwordMissing: boolean };

export interface SignInForm {
  /** The application's name from its registration. */
  readonly app: string;
  /** Path and query to post to: it carries the authorization request. */
  readonly action: string;
  readonly formToken: string;
  readonly username: string;
  /** True when somebody is signed in already, but not recently enough or not the right person. */
  readonly again: boolean;
  readonly fault: SignInFault | undefined;
}

export function signInPage({ messages: { texts } }: PageContext, form: SignInForm): Page {
  const { fault } = form;
  const app = isolated(form.app);
  const missing = fault?.kind === 'incomplete' ? fault : undefined;
  const alert = fault === undefined || fault.kind === 'incomplete' ? undefined : alertBox('alert', faultText(texts, fault));
  const bothWrong = fault?.kind === 'wrong';
  const focusUsername = form.username === '' || missing?.usernameMissing === true;
  const title = fill(texts['signIn.title']);
  const body = html`<h1>${title}</h1>
    <p class="purpose">${fill(texts[form.again ? 'signIn.again' : 'signIn.purpose'], { app })}</p>
    ${alert}
    <form method="post" action="${form.action}">
      <input type="hidden" name="form_token" value="${form.formToken}" />
      <div class="field">
        <label for="username">${texts['signIn.username']}</label>
        <input
          id="username"
          name="username"
          type="text"
          inputmode="email"
          autocomplete="username"
          autocapitalize="none"
          spellcheck="false"
          dir="auto"
          maxlength="256"
          required
          value="${form.username}"
          ${state('username', { missing: missing?.usernameMissing, wrong: bothWrong, focus: focusUsername })}
        />
        ${missing?.usernameMissing === true ? html`<p class="fault" id="username-fault">${texts['signIn.usernameMissing']}</p>` : undefined}
      </div>
      <div class="field">
        <label for="password">${texts['signIn.password']}</label>
        <input
          id="password"
          name="password"
          type="password"
          autocomplete="current-password"
          required
          ${state('password', { missing: missing?.passwordMissing, wrong: bothWrong, focus: !focusUsername })}
        />
        ${missing?.passwordMissing === true ? html`<p class="fault" id="password-fault">${texts['signIn.passwordMissing']}</p>` : undefined}
      </div>
      <button type="submit">${texts['signIn.button']}</button>
    </form>`;
  const plain = texts['signIn.title'];
  return { title: fault === undefined ? plain : texts['page.error'].replace('{title}', plain), body };
}

function faultText(texts: PageContext['messages']['texts'], fault: Exclude<SignInFault, { kind: 'incomplete' }>): Html {
  switch (fault.kind) {
    case 'wrong':
      return fill(texts['signIn.wrong']);
    case 'stale':
      return fill(texts['signIn.stale']);
    case 'throttled': {
      const minutes = Math.ceil(fault.retryAfterSeconds / 60);
      return fill(texts[minutes <= 1 ? 'signIn.throttledOne' : 'signIn.throttledMany'], { minutes });
    }
  }
}

interface FieldState {
  readonly missing: boolean | undefined;
  readonly wrong: boolean;
  readonly focus: boolean;
}

/** Attributes that say what is wrong with a field and where the person goes on. */
function state(name: string, { missing, wrong, focus }: FieldState): Html {
  const description = missing === true ? `${name}-fault` : wrong ? 'alert' : undefined;
  const fault = description === undefined ? undefined : html`aria-invalid="true" aria-describedby="${description}"`;
  return html`${fault} ${focus ? 'autofocus' : undefined}`;
}
