/** The pages of the second step. Each works without script, but for the passkey, which says so and offers the other ways. */
import type { FactorMethod } from '@countersign/engine';
import { passkeyScriptPath, pushScriptPath, submitScriptPath } from './assets.js';
import { fill, html, isolated, type Html } from './html.js';
import { alertBox, type Page, type PageContext } from './template.js';

export type StepFault =
  | { readonly kind: 'wrong' }
  | { readonly kind: 'stale' }
  | { readonly kind: 'throttled'; readonly retryAfterSeconds: number }
  | { readonly kind: 'expired' | 'not-yet' | 'no-device' | 'too-often' };

export interface StepFacts {
  /** Undefined: the person's own account. */
  readonly app: string | undefined;
  /** The step's address, without a method. */
  readonly base: string;
  readonly formToken: string;
  readonly methods: readonly FactorMethod[];
  readonly fault?: StepFault | undefined;
}

export function totpPage(context: PageContext, step: StepFacts): Page {
  const { texts } = context.messages;
  return stepPage(context, step, {
    title: texts['totp.title'],
    method: 'totp',
    body: html`<p>${texts['totp.text']}</p>
      <form method="post" action="${step.base}/totp">
        ${token(step)} ${codeField(texts['totp.code'], { wrong: step.fault?.kind === 'wrong' })}
        <button type="submit">${texts['totp.button']}</button>
      </form>`,
  });
}

/** Six digits; phones show the number pad and offer the code of an app. */
export function codeField(label: string, { wrong }: { readonly wrong: boolean }): Html {
  return html`<div class="field">
    <label for="code">${label}</label>
    <input
      id="code"
      name="code"
      class="code"
      type="text"
      inputmode="numeric"
      autocomplete="one-time-code"
      maxlength="12"
      dir="ltr"
      required
      autofocus
      ${wrong ? html`aria-invalid="true" aria-describedby="alert"` : undefined}
    />
  </div>`;
}

export function passkeyPage(context: PageContext, step: StepFacts, options: Readonly<Record<string, unknown>>): Page {
  const { texts } = context.messages;
  return {
    ...stepPage(context, step, {
      title: texts['passkey.title'],
      method: 'passkey',
      body: passkeyForm(context, {
        text: texts['passkey.text'],
        button: texts['passkey.button'],
        wrong: texts['passkey.wrong'],
        action: `${step.base}/passkey`,
        formToken: step.formToken,
        ceremony: 'use',
        options,
      }),
    }),
    script: passkeyScriptPath,
  };
}

export interface PasskeyForm {
  readonly text: string;
  readonly button: string;
  /** Shown by the script when the device gives up. */
  readonly wrong: string;
  readonly action: string;
  readonly formToken: string;
  readonly ceremony: 'create' | 'use';
  readonly options: Readonly<Record<string, unknown>>;
  /** Further fields. */
  readonly fields?: Html;
}

export function passkeyForm({ messages: { texts } }: PageContext, form: PasskeyForm): Html {
  return html`<p>${form.text}</p>
    <noscript><p class="notice">${texts['passkey.noScript']}</p></noscript>
    <p class="fault" id="passkey-fault" role="alert" hidden>${form.wrong}</p>
    <form
      method="post"
      action="${form.action}"
      id="passkey"
      data-ceremony="${form.ceremony}"
      data-options="${JSON.stringify(form.options)}"
    >
      <input type="hidden" name="form_token" value="${form.formToken}" />
      <input type="hidden" name="response" value="" />
      ${form.fields}
      <button type="submit">${form.button}</button>
    </form>`;
}

/** Before a device is asked: nobody's phone rings because a page was opened. */
export function pushStartPage(context: PageContext, step: StepFacts): Page {
  const { texts } = context.messages;
  return stepPage(context, step, {
    title: texts['push.title'],
    method: 'push',
    body: html`<p>${texts['push.start']}</p>
      ${pushForm(step, texts['push.button'], { path: 'push', secondary: false })}`,
  });
}

export function pushWaitPage(context: PageContext, step: StepFacts, number: string | undefined): Page {
  const { texts } = context.messages;
  const shown =
    number === undefined
      ? undefined
      : html`<p>${texts['push.number']}</p>
          <p class="number">${number}</p>`;
  return {
    ...stepPage(context, step, {
      title: texts['push.title'],
      method: 'push',
      body: html`<div id="push" data-state="${step.base}/push/state">
          <p>${texts['push.waiting']}</p>
          ${shown}
          <p class="quiet">${texts['push.continueHint']}</p>
        </div>
        ${pushForm(step, texts['push.check'], { path: 'push/finish', secondary: true })}
        ${pushForm(step, texts['push.again'], { path: 'push', secondary: true })}`,
    }),
    script: pushScriptPath,
    connects: true,
    refreshSeconds: 5,
  };
}

/** The approval is used by a form and not by the sight of this page; the script sends it. */
export function pushApprovedPage(context: PageContext, step: StepFacts): Page {
  const { texts } = context.messages;
  return {
    title: texts['push.approved.title'],
    body: html`<h1>${texts['push.approved.title']}</h1>
      <p>${texts['push.approved.text']}</p>
      ${pushForm(step, texts['push.approved.button'], { path: 'push/finish', secondary: false })}`,
    script: submitScriptPath,
  };
}

export function pushRefusedPage({ messages: { texts } }: PageContext): Page {
  return {
    title: texts['push.refused.title'],
    body: html`<h1>${texts['push.refused.title']}</h1>
      <p>${texts['push.refused.text']}</p>
      <p class="quiet">${texts['push.refused.help']}</p>`,
  };
}

/** Two factors are needed and the person has one. */
export function noFactorPage({ messages: { texts } }: PageContext, step: StepFacts): Page {
  const app = isolated(step.app ?? texts['account.name']);
  return {
    title: texts['step.none.title'],
    body: html`<h1>${texts['step.none.title']}</h1>
      <p>${fill(texts['step.none.text'], { app })}</p>
      <a class="button" href="/account/security" target="_blank" rel="noopener">${texts['step.none.open']}</a>
      <p class="quiet">${texts['step.none.then']}</p>
      <ul class="ways">
        <li><a href="${step.base}">${texts['step.none.continue']}</a></li>
      </ul>`,
  };
}

function pushForm(step: StepFacts, button: string, { path, secondary }: { readonly path: string; readonly secondary: boolean }): Html {
  return html`<form method="post" action="${step.base}/${path}">
    ${token(step)}
    <button type="submit" ${secondary ? html`class="secondary"` : undefined}>${button}</button>
  </form>`;
}

function token({ formToken }: StepFacts): Html {
  return html`<input type="hidden" name="form_token" value="${formToken}" />`;
}

function stepPage(
  { messages: { texts } }: PageContext,
  step: StepFacts,
  { title, method, body }: { readonly title: string; readonly method: FactorMethod; readonly body: Html },
): Page {
  const purpose = step.app === undefined ? fill(texts['step.purposeAccount']) : fill(texts['step.purpose'], { app: isolated(step.app) });
  const others = step.methods.filter((other) => other !== method);
  const ways = others.map((other) => html`<li><a href="${step.base}/${other}">${texts[`step.use.${other}`]}</a></li>`);
  return {
    title: step.fault === undefined ? title : texts['page.error'].replace('{title}', title),
    body: html`<h1>${title}</h1>
      <p class="purpose">${purpose}</p>
      ${step.fault === undefined ? undefined : alertBox('alert', faultText(texts, step.fault, method))} ${body}
      ${
        ways.length === 0
          ? undefined
          : html`<nav aria-label="${texts['step.other']}">
              <ul class="ways">
                ${ways}
              </ul>
            </nav>`
      }`,
  };
}

function faultText(texts: PageContext['messages']['texts'], fault: StepFault, method: FactorMethod): Html {
  switch (fault.kind) {
    case 'wrong':
      return fill(texts[method === 'passkey' ? 'passkey.wrong' : 'totp.wrong']);
    case 'stale':
      return fill(texts['step.stale']);
    case 'expired':
      return fill(texts['push.expired']);
    case 'not-yet':
      return fill(texts['push.notYet']);
    case 'no-device':
      return fill(texts['push.noDevice']);
    case 'too-often':
      return fill(texts['push.tooOften']);
    case 'throttled': {
      const minutes = Math.ceil(fault.retryAfterSeconds / 60);
      return fill(texts[minutes <= 1 ? 'step.throttledOne' : 'step.throttledMany'], { minutes });
    }
  }
}
