/** The pages on which people see and change how they sign in. */
import type { Factor, PasskeyFactor, TotpFactor, User } from '@countersign/engine';
import { passkeyScriptPath } from '../sign-in/assets.js';
import { fill, html, isolated, type Html } from '../sign-in/html.js';
import { qrCode } from '../sign-in/qr-code.js';
import { codeField, passkeyForm } from '../sign-in/step-pages.js';
import { alertBox, type Page, type PageContext } from '../sign-in/template.js';

export interface SecurityFacts {
  readonly user: Pick<User, 'login'>;
  readonly factors: readonly Factor[];
  /** All that can approve for the person, suspended ones included. */
  readonly devices: readonly EnrolledPhone[];
  /** Where a phone can be added by a link; none: only by signing in on it. */
  readonly phoneApps: readonly PhoneApp[];
  readonly formToken: string;
  readonly notice: SecurityNotice | undefined;
}

export interface EnrolledPhone {
  readonly enrollmentId: string;
  readonly name: string;
  readonly addedAt: number;
}

export interface PhoneApp {
  readonly authenticatorId: string;
  readonly name: string;
}

export type SecurityNotice =
  | { readonly kind: 'added'; readonly name: string }
  | { readonly kind: 'removed' | 'failed' | 'phone-refused' | 'stale' };

export const securityPath = '/account/security';
export const phonePath = `${securityPath}/phone`;

export function securityPage(context: PageContext, facts: SecurityFacts): Page {
  const { texts } = context.messages;
  const totps = facts.factors.filter((factor): factor is TotpFactor => factor.kind === 'totp');
  const passkeys = facts.factors.filter((factor): factor is PasskeyFactor => factor.kind === 'passkey');
  const title = texts['account.title'];
  const failed = facts.notice !== undefined && facts.notice.kind !== 'added' && facts.notice.kind !== 'removed';
  return {
    title: failed ? texts['page.error'].replace('{title}', title) : title,
    body: html`<h1>${title}</h1>
      <p class="purpose">${fill(texts['account.login'], { login: isolated(facts.user.login) })}</p>
      ${noticeBox(context, facts.notice)} ${section(context, facts, { kind: 'passkeys', factors: passkeys, add: 'passkey' })}
      ${section(context, facts, { kind: 'totp', factors: totps, add: 'totp' })} ${deviceSection(context, facts)}
      <ul class="ways">
        <li><a href="/oauth2/v1/logout">${texts['account.signOut']}</a></li>
      </ul>`,
  };
}

function noticeBox({ messages: { texts } }: PageContext, notice: SecurityNotice | undefined): Html | undefined {
  switch (notice?.kind) {
    case undefined:
      return undefined;
    case 'added':
      return html`<p class="notice" role="status">${fill(texts['account.done.added'], { name: isolated(notice.name) })}</p>`;
    case 'removed':
      return html`<p class="notice" role="status">${texts['account.done.removed']}</p>`;
    case 'failed':
    case 'phone-refused':
    case 'stale':
      return alertBox('alert', fill(texts[`account.${notice.kind}`]));
  }
}

function section(
  context: PageContext,
  facts: SecurityFacts,
  { kind, factors, add }: { readonly kind: 'passkeys' | 'totp'; readonly factors: readonly Factor[]; readonly add: 'passkey' | 'totp' },
): Html {
  const { texts } = context.messages;
  const list = factors.map((factor) => factorItem(context, facts, factor));
  return html`<section aria-labelledby="${kind}-heading">
    <h2 id="${kind}-heading">${texts[`account.${kind}.heading`]}</h2>
    ${
      list.length === 0
        ? html`<p class="quiet">${texts[`account.${kind}.none`]}</p>`
        : html`<ul class="factors">
            ${list}
          </ul>`
    }
    <form method="post" action="${securityPath}/${add}">
      <input type="hidden" name="form_token" value="${facts.formToken}" />
      <button type="submit" class="secondary">${texts[`account.${kind}.add`]}</button>
    </form>
  </section>`;
}

function factorItem(context: PageContext, { formToken }: SecurityFacts, factor: Factor): Html {
  const { texts } = context.messages;
  const dates = fill(texts[factor.lastUsedAt === undefined ? 'account.added' : 'account.used'], {
    date: date(context, factor.createdAt),
    used: date(context, factor.lastUsedAt ?? 0),
  });
  return html`<li>
    <strong>${isolated(factor.name)}</strong> <span class="quiet">${dates}</span>
    ${removal(context, {
      name: factor.name,
      formToken,
      action: `${securityPath}/factors/${factor.id}/remove`,
      effect: texts['account.removeSure'],
    })}
  </li>`;
}

function deviceSection(context: PageContext, { devices, phoneApps, formToken }: SecurityFacts): Html {
  const { texts } = context.messages;
  const list = devices.map((device) => deviceItem(context, formToken, device));
  return html`<section aria-labelledby="devices-heading">
    <h2 id="devices-heading">${texts['account.devices.heading']}</h2>
    ${
      list.length === 0
        ? html`<p class="quiet">${texts['account.devices.none']}</p>`
        : html`<ul class="factors">
              ${list}
            </ul>
            <p class="quiet">${texts['account.devices.where']}</p>`
    }
    ${phoneApps.map((app) => addPhoneForm(texts, { app, formToken, only: phoneApps.length === 1 }))}
  </section>`;
}

function deviceItem(context: PageContext, formToken: string, { enrollmentId, name, addedAt }: EnrolledPhone): Html {
  const { texts } = context.messages;
  return html`<li>
    <strong>${isolated(name)}</strong> <span class="quiet">${fill(texts['account.added'], { date: date(context, addedAt) })}</span>
    ${removal(context, { name, formToken, action: `${phonePath}s/${enrollmentId}/remove`, effect: texts['account.devices.removeSure'] })}
  </li>`;
}

/** Removing asks once more, without script: the button is inside. */
function removal(
  { messages: { texts } }: PageContext,
  facts: { readonly name: string; readonly formToken: string; readonly action: string; readonly effect: string },
): Html {
  return html`<details>
    <summary>${texts['account.remove']}</summary>
    <p>${facts.effect}</p>
    <form method="post" action="${facts.action}">
      <input type="hidden" name="form_token" value="${facts.formToken}" />
      <button type="submit" class="danger">${fill(texts['account.removeButton'], { name: isolated(facts.name) })}</button>
    </form>
  </details>`;
}

function addPhoneForm(
  texts: PageContext['messages']['texts'],
  { app, formToken, only }: { readonly app: PhoneApp; readonly formToken: string; readonly only: boolean },
): Html {
  return html`<form method="post" action="${phonePath}">
    <input type="hidden" name="form_token" value="${formToken}" />
    <input type="hidden" name="authenticator" value="${app.authenticatorId}" />
    <button type="submit" class="secondary">
      ${only ? texts['account.phone.add'] : fill(texts['account.phone.addTo'], { app: isolated(app.name) })}
    </button>
  </form>`;
}

function date({ messages: { language } }: PageContext, instant: number): Html {
  const day = new Date(instant);
  return html`<time datetime="${day.toISOString()}"
    >${new Intl.DateTimeFormat(language, { dateStyle: 'long', timeZone: 'UTC' }).format(day)}</time
  >`;
}

export interface AddFacts {
  /** Where the form goes. */
  readonly action: string;
  readonly formToken: string;
  readonly wrong: boolean;
}

export function addTotpPage(context: PageContext, facts: AddFacts & { readonly secret: string; readonly uri: string }): Page {
  const { texts } = context.messages;
  return addPage(context, facts, {
    title: texts['addTotp.title'],
    wrong: texts['addTotp.wrong'],
    body: html`<p>${texts['addTotp.scan']}</p>
      ${qrCode(facts.uri, html`${texts['addTotp.qr']}`)}
      <p>${texts['addTotp.key']} <code class="key">${facts.secret.replace(/(.{4})(?=.)/g, '$1 ')}</code></p>
      <form method="post" action="${facts.action}">
        <input type="hidden" name="form_token" value="${facts.formToken}" />
        ${codeField(texts['addTotp.code'], { wrong: facts.wrong })} ${nameField(context)}
        <button type="submit">${texts['addTotp.button']}</button>
      </form>`,
  });
}

export function addPasskeyPage(context: PageContext, facts: AddFacts & { readonly options: Readonly<Record<string, unknown>> }): Page {
  const { texts } = context.messages;
  const page = addPage(context, facts, {
    title: texts['addPasskey.title'],
    wrong: texts['addPasskey.wrong'],
    body: passkeyForm(context, {
      text: texts['addPasskey.text'],
      button: texts['addPasskey.button'],
      wrong: texts['addPasskey.wrong'],
      action: facts.action,
      formToken: facts.formToken,
      ceremony: 'create',
      options: facts.options,
      fields: nameField(context),
    }),
  });
  return { ...page, script: passkeyScriptPath };
}

function nameField({ messages: { texts } }: PageContext): Html {
  return html`<div class="field">
    <label for="name">${texts['account.nameField']}</label>
    <input id="name" name="name" type="text" maxlength="60" autocomplete="off" dir="auto" aria-describedby="name-hint" />
    <p class="quiet" id="name-hint">${texts['account.nameHint']}</p>
  </div>`;
}

function addPage(
  { messages: { texts } }: PageContext,
  facts: AddFacts,
  { title, wrong, body }: { readonly title: string; readonly wrong: string; readonly body: Html },
): Page {
  return {
    title: facts.wrong ? texts['page.error'].replace('{title}', title) : title,
    body: html`<h1>${title}</h1>
      ${facts.wrong ? alertBox('alert', fill(wrong)) : undefined} ${body}
      <ul class="ways">
        <li><a href="${securityPath}">${texts['account.back']}</a></li>
      </ul>`,
  };
}
