/** "Behind the scenes", what just happened: each request of the bank to the org, with its answer. Secrets were masked when it was recorded. */
import type { Approval } from '../approvals/approval.js';
import { asCurl, type Exchange, type ExchangeAnswer } from '../approvals/exchange.js';
import { html, type Html } from '../web/html.js';
import type { Page } from '../web/layout.js';

export function requestsPage(approval: Approval): Page {
  return {
    title: 'Behind the scenes',
    body: html`<div class="narrow broad" data-approval="${approval.id}" data-revision="${approval.revision}" data-state="${approval.state}">
      <p class="back"><a href="/approvals/${approval.id}">Back to the request</a></p>
      <h1>Behind the scenes</h1>
      <p class="lead">What this bank sent to the org, and what came back. You never see this in a real bank.</p>
      <div id="requests">${requestsView(approval)}</div>
    </div>`,
  };
}

export function requestsView({ exchanges, startedAt }: Approval): Html {
  if (exchanges.length === 0) return html`<p class="empty">Nothing was sent.</p>`;
  return html`<p class="help">Poll mode: the bank asks, and the org holds the question until you decide, for up to 25 seconds each time.</p>
    <ol class="exchanges">
      ${exchanges.map((exchange, index) => exchangeView(exchange, index, startedAt))}
    </ol>`;
}

function exchangeView(exchange: Exchange, index: number, startedAt: number): Html {
  const { method, url, answer, at, form, requestHeaders } = exchange;
  const curlId = `curl-${index}`;
  return html`<li>
    <h2><span class="verb">${method}</span> <span class="mono">${new URL(url).pathname}</span></h2>
    <p class="status">${((at - startedAt) / 1_000).toFixed(1)} s · ${meaningOf(exchange)} · ${answerWords(answer)}</p>
    <details>
      <summary>Request</summary>
      <dl class="wire">
        ${requestHeaders.map(
          ([name, value]) =>
            html`<div>
              <dt>${name}</dt>
              <dd>${value}</dd>
            </div>`,
        )}
        ${form.map(
          ([name, value]) =>
            html`<div>
              <dt>${name}</dt>
              <dd>${value}</dd>
            </div>`,
        )}
      </dl>
      <pre id="${curlId}" tabindex="0" aria-label="The request as a curl command">${asCurl(exchange)}</pre>
      <button class="quiet copy" type="button" data-copy="${curlId}" hidden>Copy as curl</button>
    </details>
    ${answer === undefined ? undefined : answerView(answer)}
  </li>`;
}

function answerView({ headers, body, tokens }: ExchangeAnswer): Html {
  return html`<details>
      <summary>Answer</summary>
      <dl class="wire">
        ${headers.map(
          ([name, value]) =>
            html`<div>
              <dt>${name}</dt>
              <dd>${value}</dd>
            </div>`,
        )}
      </dl>
      ${body === '' ? html`<p class="help">No body.</p>` : html`<pre tabindex="0" aria-label="Body of the answer">${body}</pre>`}
    </details>
    ${tokens.map(
      ({ name, header, payload }) =>
        html`<details>
          <summary>${name === 'id_token' ? 'ID token' : 'Access token'}, decoded</summary>
          <pre tabindex="0" aria-label="Header and claims">
${header}
${payload}</pre>
        </details>`,
    )}`;
}

function answerWords(answer: ExchangeAnswer | undefined): string {
  if (answer === undefined) return 'no answer yet';
  const took = answer.ms < 1_000 ? `${answer.ms} ms` : `${(answer.ms / 1_000).toFixed(1)} s`;
  return answer.status === 0 ? 'connection failed' : `${answer.status} after ${took}`;
}

/** The step of the guide, in a few words. */
function meaningOf({ url, answer }: Exchange): string {
  const { pathname } = new URL(url);
  if (pathname.endsWith('/bc/authorize')) return 'Steps 1 and 2: ask for approval';
  if (pathname.endsWith('/token')) return answer?.status === 200 ? 'Steps 7 and 8: fetch the tokens' : 'Steps 4 and 5: wait for the answer';
  if (pathname.endsWith('/revoke')) return 'Take the request back';
  if (pathname.endsWith('/evidence')) return 'Fetch the signed evidence';
  if (pathname.endsWith('-jwks.json') || pathname.endsWith('/keys')) return 'Fetch the public keys';
  return 'Read the metadata';
}
