import type { Approval } from '../approvals/approval.js';
import { html, type Html } from '../web/html.js';
import { timeOf } from './time.js';

/** What the bank keeps of an approval: what the phone showed, and whether the signatures on it hold. */
export function evidenceView({ evidence, endedAt }: Approval): Html {
  if (evidence === undefined) {
    return html`<section class="card proof" aria-labelledby="proof">
      <h2 id="proof">Proof of your approval</h2>
      <p class="status">${endedAt === undefined ? 'Being fetched.' : 'The bank has not been given the signed evidence.'}</p>
    </section>`;
  }
  const { genuine, findings, lines, decidedAt, device } = evidence;
  return html`<section class="card proof" aria-labelledby="proof">
    <h2 id="proof">Proof of your approval</h2>
    <p class="verdict ${genuine ? 'good' : 'bad'}">
      <strong>${genuine ? 'The signatures are good' : 'The signatures do not hold'}</strong>
    </p>
    ${lines.length === 0 ? undefined : html`<p>Your phone showed this, and signed it:</p>`}
    <dl class="facts">
      ${lines.map(({ label, value }) => html`<div><dt><bdi>${label}</bdi></dt><dd><bdi>${value}</bdi></dd></div>`)}
      ${device === undefined ? undefined : html`<div><dt>Device</dt><dd class="mono">${device}</dd></div>`}
      ${decidedAt === undefined ? undefined : html`<div><dt>Decided</dt><dd>${timeOf(decidedAt * 1_000)}</dd></div>`}
    </dl>
    <ul class="findings">
      ${findings.map((finding) => html`<li>${finding}</li>`)}
    </ul>
  </section>`;
}
