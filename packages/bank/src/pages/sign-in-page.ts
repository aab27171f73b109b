import { html } from '../web/html.js';
import { csrfField, type Page } from '../web/layout.js';
import type { Session } from '../web/session.js';

export interface SignInFault {
  readonly text: string;
  readonly field?: 'login';
}

export function signInPage(session: Session, { login = '', fault }: { readonly login?: string; readonly fault?: SignInFault } = {}): Page {
  const wrongLogin = fault?.field === 'login';
  return {
    title: fault === undefined ? 'Sign in' : 'Error: Sign in',
    status: fault === undefined ? 200 : 400,
    body: html`<div class="welcome">
      <section class="pitch">
        <h1>Banking that asks you first</h1>
        <p class="lead">Nothing leaves your account before you have seen it on your phone and said yes.</p>
      </section>
      <section class="card" aria-labelledby="sign-in">
        <h2 id="sign-in">Sign in</h2>
        ${fault !== undefined && !wrongLogin ? html`<p class="alert" role="alert">${fault.text}</p>` : undefined}
        <a class="button" href="/sign-in/start">Sign in with your password</a>
        <p class="or"><span>or</span></p>
        <form method="post" action="/sign-in/phone">
          ${csrfField(session)}
          <div class="field">
            <label for="login">Username</label>
            <input
              id="login"
              name="login"
              type="text"
              inputmode="email"
              autocomplete="username"
              autocapitalize="none"
              spellcheck="false"
              maxlength="100"
              required
              value="${login}"
              ${wrongLogin ? html`aria-invalid="true" aria-describedby="login-fault"` : undefined}
            />
            ${wrongLogin ? html`<p class="fault" id="login-fault">${fault?.text}</p>` : undefined}
          </div>
          <button class="second" type="submit">Sign in with your phone</button>
        </form>
      </section>
    </div>`,
  };
}
