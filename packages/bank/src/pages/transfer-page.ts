import { readableAmount } from '../money/amount.js';
import type { Account } from '../money/ledger.js';
import type { TransferFault, TransferInput } from '../money/read-transfer.js';
import { html, type Html } from '../web/html.js';
import { csrfField, type Page } from '../web/layout.js';
import type { Session } from '../web/session.js';

export interface TransferForm {
  readonly accounts: readonly Account[];
  readonly input: TransferInput;
  readonly faults: readonly TransferFault[];
}

export function transferPage(session: Session, { accounts, input, faults }: TransferForm): Page {
  const [first] = faults;
  const describe = fieldState(faults, first?.field);
  return {
    title: first === undefined ? 'New transfer' : 'Error: New transfer',
    status: first === undefined ? 200 : 422,
    body: html`<div class="narrow">
      <h1>New transfer</h1>
      ${faults.length > 2 ? summary(faults) : undefined}
      <form class="card form" method="post" action="/transfers" novalidate>
        ${csrfField(session)}
        <div class="field">
          <label for="from">From</label>
          <select id="from" name="from">
            ${accounts.map(
              ({ id, name, cents }) =>
                html`<option value="${id}" ${id === input.from ? html`selected` : undefined}>${name} · ${readableAmount(cents)} €</option>`,
            )}
          </select>
        </div>
        <div class="field">
          <label for="payee">Payee</label>
          <input
            id="payee"
            name="payee"
            autocomplete="off"
            maxlength="70"
            dir="auto"
            required
            value="${input.payee}"
            ${describe('payee')}
          />
          ${faultOf(faults, 'payee')}
        </div>
        <div class="field">
          <label for="iban">IBAN</label>
          <input
            id="iban"
            name="iban"
            class="iban"
            autocomplete="off"
            autocapitalize="characters"
            spellcheck="false"
            maxlength="42"
            required
            value="${input.iban}"
            ${describe('iban', 'iban-help')}
          />
          <p class="help" id="iban-help">To try it: DE89 3704 0044 0532 0130 00</p>
          ${faultOf(faults, 'iban')}
        </div>
        <div class="field">
          <label for="amount">Amount in EUR</label>
          <input
            id="amount"
            name="amount"
            class="figure"
            inputmode="decimal"
            autocomplete="off"
            maxlength="14"
            placeholder="0.00"
            required
            value="${input.amount}"
            ${describe('amount')}
          />
          ${faultOf(faults, 'amount')}
        </div>
        <div class="field">
          <label for="reference">Reference <span class="optional">optional</span></label>
          <input
            id="reference"
            name="reference"
            autocomplete="off"
            maxlength="140"
            dir="auto"
            value="${input.reference}"
            ${describe('reference')}
          />
          ${faultOf(faults, 'reference')}
        </div>
        <button type="submit" data-busy="Asking your phone …">Continue to your phone</button>
        <p class="help">You see all of this again on your phone. Nothing is sent before you approve it there.</p>
      </form>
    </div>`,
  };
}

function summary(faults: readonly TransferFault[]): Html {
  return html`<div class="alert" role="alert">
    <p><strong>Check ${faults.length} fields.</strong></p>
    <ul>
      ${faults.map(({ field, text }) => html`<li><a href="#${field}">${text}</a></li>`)}
    </ul>
  </div>`;
}

function faultOf(faults: readonly TransferFault[], field: TransferFault['field']): Html | undefined {
  const fault = faults.find((candidate) => candidate.field === field);
  return fault === undefined ? undefined : html`<p class="fault" id="${field}-fault">${fault.text}</p>`;
}

/** What assistive technology is told of a field; the first faulty one is where the person goes on. */
function fieldState(faults: readonly TransferFault[], focused: string | undefined) {
  return (field: TransferFault['field'], help?: string): Html | undefined => {
    const faulty = faults.some((candidate) => candidate.field === field);
    const described = [help, faulty ? `${field}-fault` : undefined].filter((id) => id !== undefined).join(' ');
    if (described === '') return undefined;
    const invalid = faulty ? html`aria-invalid="true" ${field === focused ? html`autofocus` : undefined}` : undefined;
    return html`aria-describedby="${described}" ${invalid}`;
  };
}
