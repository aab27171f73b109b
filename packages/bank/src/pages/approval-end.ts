/** The ends of an approval, in words: what happened, what it means for the money, what to do next. */
import type { Approval, ApprovalState } from '../approvals/approval.js';
import { html, type Html } from '../web/html.js';
import type { SignName } from '../web/signs.js';

export interface ApprovalEnd {
  readonly sign: SignName;
  readonly tone: 'good' | 'bad' | 'calm';
  readonly title: string;
  readonly text: Html;
  /** Whether asking anew makes sense. */
  readonly again: boolean;
}

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
  rejected: { sign: 'stop', tone: 'bad', title: 'This did not work', again: true },
} as const satisfies Readonly<Record<EndState, Look>>;

/** `authenticatorUrl`: where people without a phone can set one up. */
export function describeEnd(approval: Approval, authenticatorUrl: string | undefined): ApprovalEnd {
  const { state, purpose, booked } = approval;
  if (state === 'asking' || state === 'waiting') throw new TypeError(`${state} is no end`);
  if (state === 'approved' && purpose.kind === 'signIn') {
    return { ...looks.approved, title: 'Signed in', text: html`You approved this sign-in on your phone.` };
  }
  if (state === 'approved' && booked === false) {
    const text = html`You approved this, but the account does not hold that much any more. Nothing was sent.`;
    return { sign: 'stop', tone: 'bad', title: 'Not enough money', text, again: false };
  }
  return { ...looks[state], text: textOf(state, approval, authenticatorUrl) };
}

function textOf(state: EndState, { purpose, retryAfterSeconds }: Approval, authenticatorUrl: string | undefined): Html {
  const nothing = purpose.kind === 'payment' ? 'Nothing was sent.' : 'You are not signed in.';
  switch (state) {
    case 'approved':
      return html`You approved this transfer on your phone. The money is on its way.`;
    case 'denied':
      return html`Your phone said no, or the request was stopped. ${nothing} If you did not start this, change your password and call us.`;
    case 'expired':
      return html`Nobody answered in time, so the request ended. ${nothing}`;
    case 'cancelled':
      return html`You took this back. Your phone does not ask any more. ${nothing}`;
    case 'noDevice':
      return html`There is no phone that takes approvals for you, or it was asked too often lately. ${nothing} Set up the authenticator
      app${authenticatorPlace(authenticatorUrl)} and switch on approvals, then ask again.`;
    case 'tooManyTries': {
      const minutes = Math.ceil((retryAfterSeconds ?? 60) / 60);
      return html`Your phone was asked often in the last minutes. ${nothing} To keep it quiet, wait
      ${minutes === 1 ? 'a minute' : `${minutes} minutes`}, then start again.`;
    }
    case 'unreachable':
      return html`We could not reach the service that asks your phone. ${nothing} Wait a moment and ask again.`;
    case 'rejected':
      return html`The answer was not about what you ordered, or the request was refused. ${nothing} If it happens again, call us.`;
  }
}

/** Where the app is on this computer, as a link; nothing where that is not known. */
export function authenticatorPlace(authenticatorUrl: string | undefined): Html | undefined {
  if (authenticatorUrl === undefined) return undefined;
  return html` at <a href="${authenticatorUrl}" target="_blank" rel="noopener">${new URL(authenticatorUrl).host}</a>`;
}
