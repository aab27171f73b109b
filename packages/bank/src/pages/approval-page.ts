/** "Confirm on your phone", and every way it can end. */
import { hasEnded, type Approval } from '../approvals/approval.js';
import { readableAmount } from '../money/amount.js';
import { readableIban } from '../money/iban.js';
import { html, type Html } from '../web/html.js';
import { csrfField, type Page } from '../web/layout.js';
import type { Session } from '../web/session.js';
import { sign } from '../web/signs.js';
import { authenticatorPlace, describeEnd } from './approval-end.js';
import { evidenceView } from './evidence-view.js';
import { requestsView } from './requests-view.js';
import { minutesAndSeconds, timeOf } from './time.js';

export interface ApprovalPageFacts {
  readonly session: Session;
  readonly now: number;
  readonly authenticatorUrl: string | undefined;
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
        <summary>What just happened</summary>
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

function waiting(approval: Approval, { session, now, authenticatorUrl }: ApprovalPageFacts): Content {
  const { id, expiresAt = now, startedAt, number } = approval;
  const title = 'Confirm on your phone';
  const left = Math.max(0, expiresAt - now);
  const action = (name: string): string => `/approvals/${id}/${name}`;
  return {
    title,
    content: html`<section class="card ask" aria-labelledby="title">
        ${sign('phone', 'calm')}
        <h1 id="title">${title}</h1>
        <p>Your phone asks you this. Approve it only if it is the same:</p>
        <p class="message"><bdi>${approval.bindingMessage}</bdi></p>
        ${orderDetails(approval)}
        ${
          number === undefined
            ? undefined
            : html`<div class="number">
                <p id="number-label">Choose this number on your phone</p>
                <p class="digits" aria-labelledby="number-label">${number}</p>
              </div>`
        }
        <div class="time">
          <progress max="${Math.max(1, expiresAt - startedAt)}" value="${left}" data-until="${expiresAt}" aria-label="Time left"></progress>
          <p><span id="left">${minutesAndSeconds(left)}</span> left · ends at ${timeOf(expiresAt)}</p>
        </div>
        <p id="status" class="status" role="status">
          ${approval.troubled ? 'The connection to the sign-in service is lost. We keep trying.' : 'Waiting for your answer'}
        </p>
        <p id="announce" class="unseen" role="status"></p>
      </section>
      <section class="card help-card" aria-labelledby="not-there">
        <h2 id="not-there">Nothing on your phone?</h2>
        <p>Open your authenticator app${authenticatorPlace(authenticatorUrl)} and look under pending requests.</p>
        <div class="acts">
          <form method="post" action="${action('again')}">
            ${csrfField(session)}<button class="second" type="submit">Ask again</button>
          </form>
          <form method="post" action="${action('cancel')}">
            ${csrfField(session)}<button class="quiet" type="submit">${cancelWords(approval)}</button>
          </form>
        </div>
      </section>`,
  };
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
  const end = describeEnd(approval, facts.authenticatorUrl);
  const { id, endedAt, replacedBy, purpose } = approval;
  return {
    title: end.title,
    content: html`<section class="card ask" aria-labelledby="title">
        ${sign(end.sign, end.tone)}
        <h1 id="title" tabindex="-1" autofocus>${end.title}</h1>
        <p>${end.text}</p>
        ${replacedBy === undefined ? undefined : html`<p><a href="/approvals/${replacedBy}">Go to the request that replaced this one</a></p>`}
        ${orderDetails(approval)} ${endedAt === undefined ? undefined : html`<p class="status">At ${timeOf(endedAt)}</p>`}
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
