import type { Approval } from '../approvals/approval.js';
import { html, type Html } from '../web/html.js';
import { timeOf } from './time.js';

/** What the bank keeps of an approval: what the phone showed, and whether the signatures on it hold. */
export function evidenceView({ id, evidence, endedAt }: Approval): Html {
  if (evidence === undefined) {
    return html`<section class="card proof" id="proof-card" aria-labelledby="proof">
      <h2 id="proof">Proof of your approval</h2>
      <p class="status">${endedAt === undefined ? 'Being fetched.' : 'The bank has not been given the signed evidence.'}</p>
    </section>`;
  }
  const { ok, kind, checks, facts, doesNotProve } = evidence;
  const title = ok ? 'All signatures are good' : 'This proof does not hold';
  return html`<section class="card proof" id="proof-card" aria-labelledby="proof">
    <h2 id="proof">Proof of your approval</h2>
    <p class="verdict ${ok ? 'good' : 'bad'}"><strong>${title}</strong></p>
    ${
      facts === undefined
        ? undefined
        : html`<p>
              ${kind === 'displayed' ? 'Your phone showed this, and signed it:' : 'This was asked, and your phone signed its number:'}
            </p>
            <dl class="facts">
              ${facts.lines.map(
                ({ label, value }) =>
                  html`<div>
                    <dt><bdi>${label}</bdi></dt>
                    <dd><bdi>${value}</bdi></dd>
                  </div>`,
              )}
              <div>
                <dt>Decided</dt>
                <dd>${facts.outcome}, ${timeOf(facts.decidedAt * 1_000)}</dd>
              </div>
            </dl>`
    }
    <details>
      <summary>How it was checked</summary>
      <ul class="findings">
        ${checks.map((check) => html`<li class="${check.ok ? 'good' : 'bad'}">${check.ok ? '✓' : '✗'} ${check.detail}</li>`)}
      </ul>
      ${
        doesNotProve.length === 0
          ? undefined
          : html`<p>It does not prove:</p>
              <ul class="findings">
                ${doesNotProve.map((limit) => html`<li>${limit}</li>`)}
              </ul>`
      }
      <p><a href="/approvals/${id}/evidence.json" download="approval-${id}.json">Save the evidence</a></p>
    </details>
  </section>`;
}
