/** The ends of an approval, in words: what happened, what it means for the money, what to do next. */
import type { Approval, ApprovalState } from '../approvals/approval.js';
import type { BankSettings } from '../settings.js';
import { html, type Html } from '../web/html.js';
import type { SignName } from '../web/signs.js';
import { timeOf } from './time.js';

export interface ApprovalEnd {
  readonly sign: SignName;
  readonly tone: 'good' | 'bad' | 'calm';
  readonly title: string;
  /** One paragraph or more. */
  readonly text: Html;
  /** Whether asking anew makes sense. */
  readonly again: boolean;
}

/** Where people approve: the app's name, and where those find it who have none yet. */
export type AuthenticatorPlace = Pick<BankSettings, 'authenticatorName' | 'authenticatorUrl'>;

type EndState = Exclude<ApprovalState, 'asking' | 'waiting'>;
type Look = Omit<ApprovalEnd, 'text'>;

const looks = {
  approved: { sign: 'done', tone: 'good', title: 'Approved and sent', again: false },
  denied: { sign: 'refused', tone: 'bad', title: 'Denied', again: false },
  expired: { sign: 'late', tone: 'calm', title: 'Time is up', again: true },
  cancelled: { sign: 'refused', tone: 'calm', title: 'Cancelled', again: false },
  noDevice: { sign: 'noPhone', tone: 'bad', title: 'No phone could be asked', again: true },
  tooManyTries: { sign: 'stop', tone: 'bad', title: 'Too many tries', again: false },
  unreachable: { sign: 'lost', tone: 'bad', title: 'No connection', again: true },
  rejected: { sign: 'stop', tone: 'bad', title: 'We could not ask', again: true },
  mismatch: { sign: 'stop', tone: 'bad', title: 'This was not your order', again: false },
} as const satisfies Readonly<Record<EndState, Look>>;

export function describeEnd(approval: Approval, place: AuthenticatorPlace): ApprovalEnd {
  const { state, purpose, booked } = approval;
  if (state === 'asking' || state === 'waiting') throw new TypeError(`${state} is no end`);
  if (state === 'approved' && purpose.kind === 'signIn') {
    return { ...looks.approved, title: 'Signed in', text: html`<p>You approved this sign-in on your phone.</p>` };
  }
  if (state === 'approved' && booked === false) {
    const text = html`<p>You approved this, but the account does not hold that much any more. Nothing was sent.</p>`;
    return { sign: 'stop', tone: 'bad', title: 'Not enough money', text, again: false };
  }
  return { ...looks[state], text: textOf(state, approval, place) };
}

function textOf(state: EndState, approval: Approval, place: AuthenticatorPlace): Html {
  const nothing = approval.purpose.kind === 'payment' ? 'Nothing was sent.' : 'You are not signed in.';
  switch (state) {
    case 'approved':
      return html`<p>You approved this transfer on your phone. The money is on its way.</p>`;
    case 'denied':
      return html`<p>
        ${approval.number === undefined ? 'Your phone said no' : 'Your phone said no, a wrong number was chosen'}, or the request was
        stopped. ${nothing} If you did not start this, change your password and call us.
      </p>`;
    case 'expired':
      return html`<p>Nobody answered in time, so the request ended. ${nothing}</p>`;
    case 'cancelled':
      return cancelledText(approval, nothing);
    case 'noDevice':
      return noDeviceText(place, nothing);
    case 'tooManyTries':
      return html`<p>
        Your phone was asked often in the last minutes. ${nothing} To keep it quiet, wait ${minutes(approval.retryAfterSeconds ?? 60)}, then
        start again.
      </p>`;
    case 'unreachable':
      return html`<p>We cannot reach the service that asks your phone. ${nothing} Wait a moment and ask again.</p>`;
    case 'rejected':
      return html`<p>
        The service that asks your phone did not take our request. ${nothing} This is our fault, not yours. If it happens again, call us.
      </p>`;
    case 'mismatch':
      return html`<p>What was approved is not what you ordered here, so we stopped. ${nothing} Call us before you try again.</p>`;
  }
}

/** The org does not tell which (CIBA Core 13: `access_denied`), so the page names all that the person can look at. */
function noDeviceText(place: AuthenticatorPlace, nothing: string): Html {
  return html`<p>${nothing} This can be why:</p>
    <ul class="reasons">
      <li>${place.authenticatorName} is not set up on any phone of yours. Set it up${linkTo(place)}.</li>
      <li>Approving is switched off there. Look in its settings.</li>
      <li>You were asked too often lately, or requests from us were blocked. Wait a while, or call us.</li>
    </ul>`;
}

function cancelledText({ withdrawn, expiresAt }: Approval, nothing: string): Html {
  if (withdrawn !== false) return html`<p>You took this back. Your phone does not ask any more. ${nothing}</p>`;
  return html`<p>
    You took this back. ${nothing} We could not tell your phone, so it may still
    ask${expiresAt === undefined ? undefined : html` until ${timeOf(expiresAt)}`}. Whatever you answer there changes nothing.
  </p>`;
}

const minutes = (seconds: number): string => (seconds <= 60 ? 'a minute' : `${Math.ceil(seconds / 60)} minutes`);

/** Where the app is on this computer, as a link; nothing where that is not known. */
export function linkTo({ authenticatorUrl }: AuthenticatorPlace): Html | undefined {
  if (authenticatorUrl === undefined) return undefined;
  return html` at <a href="${authenticatorUrl}" target="_blank" rel="noopener">${new URL(authenticatorUrl).host}</a>`;
}
