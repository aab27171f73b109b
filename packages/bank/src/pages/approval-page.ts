/** "Confirm on your phone", and every way it can end. */
import { hasEnded, type Approval } from '../approvals/approval.js';
import { readableAmount } from '../money/amount.js';
import { readableIban } from '../money/iban.js';
import { html, type Html } from '../web/html.js';
import { csrfField, type Page } from '../web/layout.js';
import type { Session } from '../web/session.js';
import { sign } from '../web/signs.js';
import { describeEnd, linkTo, type AuthenticatorPlace } from './approval-end.js';
import { evidenceView } from './evidence-view.js';
import { requestsView } from './requests-view.js';
import { minutesAndSeconds, timeOf } from './time.js';

export interface ApprovalPageFacts extends AuthenticatorPlace {
  readonly session: Session;
  readonly now: number;
}

/** Browsers without JavaScript look again this often. */
const refreshSeconds = 4;

export function approvalPage(approval: Approval, facts: ApprovalPageFacts): Page {
  const ended = hasEnded(approval);
  const { title, content } = ended ? endOf(approval, facts) : waiting(approval, facts);
  return {
    title,
    ...(ended && (approval.state !== 'approved' || approval.evidence !== undefined) ? {} : { refresh: refreshSeconds }),
    body: html`<div class="narrow" data-approval="${approval.id}" data-revision="${approval.revision}" data-state="${approval.state}">
      ${content}
      <details class="drawer" id="scenes">
        <summary>Behind the scenes</summary>
        <div id="requests">${requestsView(approval)}</div>
        <p class="help"><a href="/approvals/${approval.id}/requests">Open on a page of its own</a></p>
      </details>
    </div>`,
  };
}

interface Content {
  readonly title: string;
  readonly content: Html;
}

function waiting(approval: Approval, facts: ApprovalPageFacts): Content {
  const title = `Confirm in ${facts.authenticatorName} on your phone`;
  return {
    title,
    content: html`<section class="card ask" aria-labelledby="title">
        ${sign('phone', 'calm')}
        <h1 id="title">${title}</h1>
        <p>It asks you this. Approve only if it is the same there:</p>
        <p class="message"><bdi>${approval.bindingMessage}</bdi></p>
        ${numberToMatch(approval)} ${orderDetails(approval)} ${timeLeft(approval, facts.now)}
        <p id="status" class="status" role="status">${statusOf(approval)}</p>
        <p id="announce" class="unseen" role="status"></p>
      </section>
      ${approval.state === 'asking' ? undefined : notThere(approval, facts)}`,
  };
}

/** Where the org matches numbers: who has this page before them is who approves (number challenge). */
function numberToMatch({ number }: Approval): Html | undefined {
  if (number === undefined) return undefined;
  return html`<div class="number">
    <p id="number-label">Your phone asks for a number. It is</p>
    <p class="digits" aria-labelledby="number-label">${number}</p>
  </div>`;
}

function timeLeft({ expiresAt, startedAt }: Approval, now: number): Html | undefined {
  if (expiresAt === undefined) return undefined;
  const left = Math.max(0, expiresAt - now);
  return html`<div class="time">
    <progress max="${Math.max(1, expiresAt - startedAt)}" value="${left}" data-until="${expiresAt}" aria-label="Time left"></progress>
    <p><span id="left">${minutesAndSeconds(left)}</span> left · ends at ${timeOf(expiresAt)}</p>
  </div>`;
}

function statusOf({ state, troubled }: Approval): string {
  if (troubled) return 'The connection to the sign-in service is lost. We keep trying.';
  return state === 'asking' ? 'Your phone is being asked' : 'Waiting for your answer';
}

/** "I didn't get it": what to look at, asking anew, and the way out. */
function notThere(approval: Approval, { session, ...place }: ApprovalPageFacts): Html {
  const action = (name: string): string => `/approvals/${approval.id}/${name}`;
  return html`<section class="card help-card" aria-labelledby="not-there">
    <h2 id="not-there">Nothing on your phone?</h2>
    <ul>
      <li>Open ${place.authenticatorName} there and choose <strong>Check for requests</strong>.</li>
      <li>Every phone you set it up on is asked. Answer on any of them.</li>
      <li>None at hand? Set one up${linkTo(place)}, then ask again.</li>
    </ul>
    <div class="acts">
      <form method="post" action="${action('again')}">
        ${csrfField(session)}<button class="second" type="submit" data-busy="Asking …">Ask again</button>
      </form>
      <form method="post" action="${action('cancel')}">
        ${csrfField(session)}<button class="quiet" type="submit" data-busy="Cancelling …">${cancelWords(approval)}</button>
      </form>
    </div>
  </section>`;
}

const cancelWords = ({ purpose }: Approval): string => (purpose.kind === 'payment' ? 'Cancel the transfer' : 'Cancel the sign-in');

function orderDetails({ purpose }: Approval): Html | undefined {
  if (purpose.kind !== 'payment') return undefined;
  const { payee, iban, cents, reference } = purpose.order;
  return html`<dl class="facts">
    <div>
      <dt>Amount</dt>
      <dd class="figure">${readableAmount(cents)} EUR</dd>
    </div>
    <div>
      <dt>Payee</dt>
      <dd><bdi>${payee}</bdi></dd>
    </div>
    <div>
      <dt>IBAN</dt>
      <dd class="iban">${readableIban(iban)}</dd>
    </div>
    ${
      reference === ''
        ? undefined
        : html`<div>
            <dt>Reference</dt>
            <dd><bdi>${reference}</bdi></dd>
          </div>`
    }
  </dl>`;
}

function endOf(approval: Approval, facts: ApprovalPageFacts): Content {
  const end = describeEnd(approval, facts);
  const { id, endedAt, replacedBy, purpose } = approval;
  return {
    title: end.title,
    content: html`<section class="card ask" aria-labelledby="title">
        ${sign(end.sign, end.tone)}
        <h1 id="title" tabindex="-1" autofocus>${end.title}</h1>
        ${end.text}
        ${replacedBy === undefined ? undefined : html`<p><a href="/approvals/${replacedBy}">Go to the request that replaced this one</a></p>`}
        ${orderDetails(approval)} ${endedAt === undefined ? undefined : html`<p class="status">At ${timeOf(endedAt)}</p>`}
        ${decided.has(approval.state) ? undefined : reference(approval)}
        <div class="acts">
          ${
            end.again && replacedBy === undefined
              ? html`<form method="post" action="/approvals/${id}/again">
                  ${csrfField(facts.session)}<button type="submit">Ask again</button>
                </form>`
              : undefined
          }
          ${
            facts.session.person === undefined
              ? html`<a class="button second" href="/sign-in">Back to sign-in</a>`
              : html`<a class="button ${end.again ? 'second' : ''}" href="/accounts">Back to your accounts</a>`
          }
        </div>
      </section>
      ${approval.state === 'approved' && purpose.kind === 'payment' ? evidenceView(approval) : undefined}`,
  };
}

/** Ends that nobody has to look into. */
const decided: ReadonlySet<Approval['state']> = new Set(['approved', 'denied', 'expired', 'cancelled']);

/** What the org's log knows this by, for whoever is asked why. */
function reference({ exchanges }: Approval): Html | undefined {
  const ids = exchanges.flatMap(({ answer }) => answer?.headers.filter(([name]) => name === 'x-okta-request-id') ?? []);
  const [, id] = ids.at(-1) ?? [];
  if (id === undefined) return undefined;
  return html`<p class="status">
    Reference <span class="mono" id="reference">${id}</span>
    <button class="quiet copy" type="button" data-copy="reference" hidden>Copy</button>
  </p>`;
}
