/** The pages of the first start: the administrator's account, then their second factor. They work without script. */
import { securityPath } from '../account/security-pages.js';
import { fill, html, isolated, type Html } from '../sign-in/html.js';
import { alertBox, type Page, type PageContext } from '../sign-in/template.js';

export const firstRunFields = ['firstName', 'lastName', 'login', 'password'] as const;
export type FirstRunField = (typeof firstRunFields)[number];

export interface FirstRunFacts {
  readonly action: string;
  readonly formToken: string;
  /** Of the administrator who is there and has no password; undefined: one is to be made. */
  readonly login: string | undefined;
  /** What was typed before; never the password. */
  readonly typed: Readonly<Partial<Record<FirstRunField, string>>>;
  readonly faults: ReadonlySet<FirstRunField>;
  /** The form was not sent from this page. */
  readonly stale: boolean;
}

export function firstRunPage(context: PageContext, facts: FirstRunFacts): Page {
  const { texts } = context.messages;
  const title = texts['firstRun.title'];
  const asked = facts.login === undefined ? firstRunFields : (['password'] as const);
  const focused = asked.find((name) => facts.faults.has(name)) ?? asked[0];
  const alert = facts.stale ? texts['firstRun.stale'] : facts.faults.size > 0 ? texts['firstRun.check'] : undefined;
  return {
    title: alert === undefined ? title : texts['page.error'].replace('{title}', title),
    body: html`<h1>${title}</h1>
      <p class="purpose">
        ${facts.login === undefined ? texts['firstRun.purpose'] : fill(texts['firstRun.purposeKnown'], { login: isolated(facts.login) })}
      </p>
      ${alert === undefined ? undefined : alertBox('alert', fill(alert))}
      <form method="post" action="${facts.action}">
        <input type="hidden" name="form_token" value="${facts.formToken}" />
        ${facts.login === undefined ? undefined : knownLogin(context, facts.login)}
        ${asked.map((name) => field(context, facts, { name, focus: name === focused }))}
        <button type="submit">${texts['firstRun.button']}</button>
      </form>`,
  };
}

/** Not to be changed here; password managers keep the password under it. */
function knownLogin({ messages: { texts } }: PageContext, login: string): Html {
  return html`<div class="field">
    <label for="username">${texts['firstRun.login']}</label>
    <input id="username" name="username" type="text" autocomplete="username" dir="auto" readonly value="${login}" />
  </div>`;
}

const fieldFacts = {
  firstName: { type: 'text', autocomplete: 'given-name', mode: 'text', maxLength: 50 },
  lastName: { type: 'text', autocomplete: 'family-name', mode: 'text', maxLength: 50 },
  login: { type: 'text', autocomplete: 'username', mode: 'email', maxLength: 100 },
  password: { type: 'password', autocomplete: 'new-password', mode: 'text', maxLength: 256 },
} as const;

function field(
  { messages: { texts } }: PageContext,
  { faults, typed }: FirstRunFacts,
  { name, focus }: { readonly name: FirstRunField; readonly focus: boolean },
): Html {
  const { type, autocomplete, mode, maxLength } = fieldFacts[name];
  const fault = faults.has(name) ? texts[`firstRun.fault.${name}`] : undefined;
  const hint = name === 'login' || name === 'password' ? texts[`firstRun.${name}Hint`] : undefined;
  const described = [...(fault === undefined ? [] : [`${name}-fault`]), ...(hint === undefined ? [] : [`${name}-hint`])].join(' ');
  return html`<div class="field">
    <label for="${name}">${texts[`firstRun.${name}`]}</label>
    <input
      id="${name}"
      name="${name}"
      type="${type}"
      inputmode="${mode}"
      autocomplete="${autocomplete}"
      autocapitalize="${name === 'login' ? 'none' : 'words'}"
      spellcheck="false"
      dir="auto"
      maxlength="${maxLength}"
      required
      value="${name === 'password' ? '' : (typed[name] ?? '')}"
      ${fault === undefined ? undefined : html`aria-invalid="true"`}
      ${described === '' ? undefined : html`aria-describedby="${described}"`}
      ${focus ? 'autofocus' : undefined}
    />
    ${fault === undefined ? undefined : html`<p class="fault" id="${name}-fault">${fault}</p>`}
    ${hint === undefined ? undefined : html`<p class="quiet" id="${name}-hint">${hint}</p>`}
  </div>`;
}

/** The code is unknown, used or too old, or an administrator can sign in already. */
export function firstRunOverPage({ messages: { texts } }: PageContext, consoleUrl: string): Page {
  const title = texts['firstRun.over.title'];
  return {
    title,
    body: html`<h1>${title}</h1>
      <p>${texts['firstRun.over.text']}</p>
      <p class="quiet">${texts['firstRun.over.help']}</p>
      <a class="button" href="${consoleUrl}">${texts['firstRun.over.signIn']}</a>`,
  };
}

export interface SecondFactorFacts {
  readonly formToken: string;
  /** Where to go without a second factor; undefined: nowhere. */
  readonly later: string | undefined;
}

/** Which second factor an administrator sets up before the console opens. */
export function secondFactorPage({ messages: { texts } }: PageContext, { formToken, later }: SecondFactorFacts): Page {
  const title = texts['protect.title'];
  const choice = (kind: 'passkey' | 'totp', secondary: boolean) =>
    html`<form method="post" action="${securityPath}/${kind}">
      <input type="hidden" name="form_token" value="${formToken}" />
      <input type="hidden" name="goal" value="console" />
      <button type="submit" ${secondary ? html`class="secondary"` : undefined}>${texts[`protect.${kind}`]}</button>
    </form>`;
  return {
    title,
    body: html`<h1>${title}</h1>
      <p>${texts['protect.text']}</p>
      ${choice('passkey', false)} ${choice('totp', true)}
      ${
        later === undefined
          ? undefined
          : html`<ul class="ways">
                <li><a href="${later}">${texts['protect.later']}</a></li>
              </ul>
              <p class="quiet">${texts['protect.laterHint']}</p>`
      }`,
  };
}
