/** The books: demonstration money in memory. A reload keeps it, a restart brings the first day back. */

export interface Movement {
  readonly id: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly name: string;
  readonly note: string;
  /** In cents; negative when it left the account. */
  readonly cents: bigint;
  /** The approval that allowed it. */
  readonly approvalId?: string;
}

export interface Account {
  readonly id: string;
  readonly name: string;
  readonly iban: string;
  readonly cents: bigint;
  /** Newest first. */
  readonly movements: readonly Movement[];
}

/** What a person orders and then approves. */
export interface PaymentOrder {
  readonly accountId: string;
  readonly payee: string;
  readonly iban: string;
  readonly cents: bigint;
  readonly reference: string;
}

export interface Ledger {
  /** Everybody who signs in has accounts. `person` is the `sub` of their ID token. */
  accountsOf(person: string): readonly Account[];
  /** Books an approved order once, however often it is called. False: the money is not there any more. */
  book(person: string, order: PaymentOrder, approvalId: string): boolean;
}

export function createLedger(now: () => number): Ledger {
  const books = new Map<string, readonly Account[]>();
  const accountsOf = (person: string): readonly Account[] => {
    const accounts = books.get(person) ?? openingBooks(now());
    books.set(person, accounts);
    return accounts;
  };
  return {
    accountsOf,
    book(person, order, approvalId) {
      const accounts = accountsOf(person);
      const from = accounts.find(({ id }) => id === order.accountId);
      if (from === undefined) return false;
      if (from.movements.some((movement) => movement.approvalId === approvalId)) return true;
      if (from.cents < order.cents) return false;
      const out = { id: approvalId, at: now(), approvalId, name: order.payee, note: order.reference, cents: -order.cents };
      const into = { ...out, name: `From ${from.name}`, cents: order.cents };
      const booked = accounts.map((account) => {
        if (account === from) return withMovement(account, out);
        return account.iban === order.iban ? withMovement(account, into) : account;
      });
      books.set(person, booked);
      return true;
    },
  };
}

function withMovement(account: Account, movement: Movement): Account {
  return { ...account, cents: account.cents + movement.cents, movements: [movement, ...account.movements] };
}

const dayMs = 86_400_000;

function openingBooks(now: number): readonly Account[] {
  const history = (rows: readonly (readonly [daysAgo: number, name: string, note: string, cents: bigint])[]): readonly Movement[] =>
    rows.map(([daysAgo, name, note, cents], index) => ({ id: `m${index}`, at: now - daysAgo * dayMs, name, note, cents }));
  return [
    {
      id: 'everyday',
      name: 'Everyday account',
      iban: 'DE33100205000001194700',
      cents: 482_617n,
      movements: history([
        [0.2, 'Kornblume Bakery', 'Card payment', -640n],
        [1, 'City Transport', 'Monthly ticket', -4_900n],
        [2, 'Nordlicht Energy', 'Electricity, November', -7_835n],
        [4, 'Fresh Market', 'Card payment', -5_312n],
        [6, 'Studio Halden', 'Salary', 318_450n],
        [9, 'Rosengarten Housing', 'Rent', -98_000n],
        [12, 'Bookshop on the Square', 'Card payment', -2_490n],
      ]),
    },
    {
      id: 'savings',
      name: 'Savings',
      iban: 'DE02120300000000202051',
      cents: 1_250_000n,
      movements: history([
        [9, 'From Everyday account', 'Standing order', 25_000n],
        [39, 'From Everyday account', 'Standing order', 25_000n],
        [52, 'Magenta Bank', 'Interest', 1_874n],
      ]),
    },
  ];
}
