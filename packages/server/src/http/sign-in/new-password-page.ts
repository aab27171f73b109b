import { fill, html, isolated, type Html } from './html.js';
import { alertBox, type Page, type PageContext } from './template.js';

export type NewPasswordFault =
  | { readonly kind: 'refused' | 'same' | 'stale' }
  | { readonly kind: 'throttled'; readonly retryAfterSeconds: number };

export interface NewPasswordForm {
  /** Undefined: the person's own account. */
  readonly app: string | undefined;
  readonly action: string;
  readonly formToken: string;
  readonly login: string;
  readonly fault: NewPasswordFault | undefined;
}

/** For somebody whose password has expired, in the middle of a sign-in. */
export function newPasswordPage({ messages: { texts } }: PageContext, form: NewPasswordForm): Page {
  const { fault } = form;
  const title = texts['newPassword.title'];
  const app = isolated(form.app ?? texts['account.name']);
  const wrong =
    fault?.kind === 'refused' ? texts['firstRun.fault.password'] : fault?.kind === 'same' ? texts['newPassword.same'] : undefined;
  return {
    title: fault === undefined ? title : texts['page.error'].replace('{title}', title),
    body: html`<h1>${title}</h1>
      <p class="purpose">${fill(texts['newPassword.purpose'], { login: isolated(form.login), app })}</p>
      ${fault === undefined || wrong !== undefined ? undefined : alertBox('alert', alertText(texts, fault))}
      <form method="post" action="${form.action}">
        <input type="hidden" name="form_token" value="${form.formToken}" />
        <input type="hidden" name="username" autocomplete="username" value="${form.login}" />
        <div class="field">
          <label for="password">${texts['newPassword.password']}</label>
          <input
            id="password"
            name="password"
            type="password"
            autocomplete="new-password"
            maxlength="256"
            required
            autofocus
            aria-describedby="${wrong === undefined ? '' : 'password-fault '}password-hint"
            ${wrong === undefined ? undefined : html`aria-invalid="true"`}
          />
          ${wrong === undefined ? undefined : html`<p class="fault" id="password-fault">${wrong}</p>`}
          <p class="quiet" id="password-hint">${texts['firstRun.passwordHint']}</p>
        </div>
        <button type="submit">${texts['newPassword.button']}</button>
      </form>`,
  };
}

function alertText(texts: PageContext['messages']['texts'], fault: NewPasswordFault): Html {
  if (fault.kind !== 'throttled') return fill(texts['step.stale']);
  const minutes = Math.ceil(fault.retryAfterSeconds / 60);
  return fill(texts[minutes <= 1 ? 'step.throttledOne' : 'step.throttledMany'], { minutes });
}
