/** The pages that add a phone by a link: QR code, code and link, waiting, and what became of it. */
import type { EnrollmentLink, EnrollmentLinkState, User } from '@countersign/engine';
import { phoneScriptPath } from '../sign-in/assets.js';
import { fill, html, isolated, type Html } from '../sign-in/html.js';
import { qrCode } from '../sign-in/qr-code.js';
import type { Page, PageContext } from '../sign-in/template.js';
import { phonePath, securityPath } from './security-pages.js';

/** What the page shows; its script loads it anew when this changes. The minutes left are part of it. */
export function phoneStage(state: EnrollmentLinkState, link: Pick<EnrollmentLink, 'openedAt' | 'expiresAt'>, now: number): string {
  if (state !== 'WAITING') return state;
  return link.openedAt === undefined ? `WAITING ${minutesLeft(link, now)}` : 'OPENED';
}

function minutesLeft({ expiresAt }: Pick<EnrollmentLink, 'expiresAt'>, now: number): number {
  return Math.max(1, Math.ceil((expiresAt - now) / 60_000));
}

export interface PhoneFacts {
  readonly user: Pick<User, 'login'>;
  readonly link: EnrollmentLink;
  readonly state: EnrollmentLinkState;
  readonly now: number;
  readonly code: string;
  readonly url: string;
  /** Of this page. */
  readonly base: string;
  readonly formToken: string;
}

export function addPhonePage(context: PageContext, facts: PhoneFacts): Page {
  switch (facts.state) {
    case 'WAITING':
      return waitingPage(context, facts);
    case 'USED':
      return usedPage(context, facts);
    case 'EXPIRED':
      return overPage(context, facts, 'expired');
    case 'CANCELLED':
      return overPage(context, facts, 'cancelled');
  }
}

function waitingPage(context: PageContext, facts: PhoneFacts): Page {
  const { texts } = context.messages;
  const opened = facts.link.openedAt !== undefined;
  const title = texts[opened ? 'addPhone.opened.title' : 'addPhone.title'];
  return {
    title,
    body: html`<h1>${title}</h1>
      <div id="phone" data-state="${facts.base}/state" data-shown="${phoneStage(facts.state, facts.link, facts.now)}">
        ${opened ? openedText(context) : linkText(context, facts)}
      </div>
      <form method="post" action="${facts.base}/cancel">
        <input type="hidden" name="form_token" value="${facts.formToken}" />
        <button type="submit" class="secondary">${texts['addPhone.cancel']}</button>
      </form>
      ${backLink(context)}`,
    script: phoneScriptPath,
    connects: true,
    refreshSeconds: 5,
  };
}

function openedText({ messages: { texts } }: PageContext): Html {
  return html`<p role="status">${texts['addPhone.opened.text']}</p>
    <p class="quiet">${texts['addPhone.opened.notYou']}</p>`;
}

function linkText({ messages: { texts } }: PageContext, { user, link, now, code, url }: PhoneFacts): Html {
  const minutes = minutesLeft(link, now);
  return html`<p>${fill(texts['addPhone.for'], { login: isolated(user.login) })}</p>
    <p>${texts['addPhone.scan']}</p>
    ${qrCode(url, html`${texts['addPhone.qr']}`)}
    <p>${texts['addPhone.code']} <code class="key" dir="ltr">${code}</code></p>
    <p>${texts['addPhone.here']} <a href="${url}">${texts['addPhone.open']}</a></p>
    <p>${fill(texts[minutes === 1 ? 'addPhone.leftOne' : 'addPhone.leftMany'], { minutes })} ${texts['addPhone.secret']}</p>
    <p class="quiet">${texts['addPhone.waiting']}</p>`;
}

function usedPage(context: PageContext, { link }: PhoneFacts): Page {
  const { texts } = context.messages;
  const device = link.deviceName ?? link.enrollmentId ?? '';
  return {
    title: texts['addPhone.done.title'].replace('{device}', device),
    body: html`<h1>${fill(texts['addPhone.done.title'], { device: isolated(device) })}</h1>
      <p role="status">${texts['addPhone.done.text']}</p>
      ${backLink(context)}`,
  };
}

function overPage(context: PageContext, { link, formToken }: PhoneFacts, end: 'expired' | 'cancelled'): Page {
  const { texts } = context.messages;
  const title = texts[`addPhone.${end}.title`];
  return {
    title,
    body: html`<h1>${title}</h1>
      <p>${texts['addPhone.over.text']}</p>
      <form method="post" action="${phonePath}">
        <input type="hidden" name="form_token" value="${formToken}" />
        <input type="hidden" name="authenticator" value="${link.authenticatorId}" />
        <button type="submit">${texts['addPhone.again']}</button>
      </form>
      ${backLink(context)}`,
  };
}

function backLink({ messages: { texts } }: PageContext): Html {
  return html`<ul class="ways">
    <li><a href="${securityPath}">${texts['account.back']}</a></li>
  </ul>`;
}
