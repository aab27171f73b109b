import { readableAmount } from '../money/amount.js';
import { readableIban, shortIban } from '../money/iban.js';
import type { Account, Movement } from '../money/ledger.js';
import { html, type Html } from '../web/html.js';
import type { Page } from '../web/layout.js';
import { dayOf } from './time.js';

export function accountsPage(name: string, accounts: readonly Account[], now: number): Page {
  const total = accounts.reduce((sum, { cents }) => sum + cents, 0n);
  const [first] = accounts;
  return {
    title: 'Accounts',
    body: html`<div class="columns">
      <section class="hero" aria-labelledby="total">
        <h1 id="total">Hello, ${name.split(' ')[0]}</h1>
        <p class="caption">All accounts</p>
        <p class="balance">${money(total)}</p>
        <a class="button on-colour" href="/transfers/new">New transfer</a>
      </section>
      <section aria-labelledby="accounts">
        <h2 id="accounts">Your accounts</h2>
        <ul class="list card">
          ${accounts.map(
            (account) =>
              html`<li>
                <a class="row" href="/accounts/${account.id}">
                  <span class="what"><strong>${account.name}</strong><span class="note">${shortIban(account.iban)}</span></span>
                  <span class="sum">${money(account.cents)}</span>
                </a>
              </li>`,
          )}
        </ul>
      </section>
      ${
        first === undefined
          ? undefined
          : html`<section class="wide" aria-labelledby="latest">
              <div class="heading">
                <h2 id="latest">Latest movements</h2>
                <a href="/accounts/${first.id}">Show all</a>
              </div>
              ${movementList(first.movements.slice(0, 6), now)}
            </section>`
      }
    </div>`,
  };
}

export function accountPage(account: Account, now: number): Page {
  return {
    title: account.name,
    body: html`<div class="narrow">
      <p class="back"><a href="/accounts">Accounts</a></p>
      <section class="hero">
        <h1>${account.name}</h1>
        <p class="caption iban">${readableIban(account.iban)}</p>
        <p class="balance">${money(account.cents)}</p>
        <a class="button on-colour" href="/transfers/new?from=${account.id}">New transfer</a>
      </section>
      <section aria-labelledby="history">
        <h2 id="history">History</h2>
        ${movementList(account.movements, now)}
      </section>
    </div>`,
  };
}

function movementList(movements: readonly Movement[], now: number): Html {
  if (movements.length === 0) return html`<p class="card empty">Nothing has moved on this account yet.</p>`;
  return html`<ul class="list card">
    ${movements.map((movement) => {
      const { name, note, at, cents, approvalId } = movement;
      const inside = html`<span class="initial" aria-hidden="true">${name.slice(0, 1).toUpperCase()}</span>
        <span class="what">
          <strong dir="auto">${name}</strong>
          <span class="note" dir="auto">${note === '' ? dayOf(at, now) : `${dayOf(at, now)} · ${note}`}</span>
        </span>
        <span class="sum ${cents > 0n ? 'in' : ''}">${cents > 0n ? '+' : ''}${money(cents)}</span>`;
      return approvalId === undefined
        ? html`<li><span class="row">${inside}</span></li>`
        : html`<li><a class="row" href="/approvals/${approvalId}">${inside}</a></li>`;
    })}
  </ul>`;
}

export function money(cents: bigint): Html {
  return html`<span class="money">${readableAmount(cents)}</span> <span class="currency">EUR</span>`;
}
