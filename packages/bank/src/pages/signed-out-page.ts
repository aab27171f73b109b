import { html } from '../web/html.js';
import type { Page } from '../web/layout.js';
import { sign } from '../web/signs.js';

/** `everywhere`: where the session at the sign-in service is ended; it would let the next person in without a password. */
export function signedOutPage(everywhere: string | undefined): Page {
  return {
    title: 'Signed out',
    body: html`<div class="narrow">
      <section class="card ask">
        ${sign('done', 'calm')}
        <h1>You are signed out</h1>
        ${
          everywhere === undefined
            ? undefined
            : html`<p>The sign-in service still knows you in this browser. If others use it too, sign out there as well.</p>`
        }
        <div class="acts">
          ${everywhere === undefined ? undefined : html`<a class="button" href="${everywhere}">Sign out there too</a>`}
          <a class="button ${everywhere === undefined ? '' : 'second'}" href="/sign-in">Back to sign-in</a>
        </div>
      </section>
    </div>`,
  };
}
