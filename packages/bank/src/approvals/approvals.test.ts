/** The ends of an approval that are not the person's decision, against an org that answers by script. The rest is in the browser test. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Bank, createBank } from '../bank.js';
import type { BankSettings } from '../settings.js';
import type { Approval, ApprovalPurpose, Person } from './approval.js';
import { isGranted, paymentInitiation } from './authorization-details.js';
import { bindingMessageOf } from './binding-message.js';

interface Answer {
  readonly status: number;
  readonly body: object;
}

const acknowledged: Answer = { status: 200, body: { auth_req_id: 'ftOne', expires_in: 300, interval: 0.02 } };
const refused = (error: string, status = 400): Answer => ({ status, body: { error } });
const order = { accountId: 'everyday', payee: 'ACME GmbH', iban: 'DE89370400440532013000', cents: 25_000n, reference: 'Invoice 4711' };
const payment: ApprovalPurpose = { kind: 'payment', order };
const person: Person = { sub: '00u1', name: 'Test User', login: 'test.user@email.com', idToken: 'a.b.c' };

let server: Server;
let settings: BankSettings;
/** What the org answers, in turn; the last one for ever. */
let toAsk: Answer;
let toPolls: Answer[];
let toRevoke: Answer;
let seen: { readonly path: string; readonly form: URLSearchParams; readonly prefer: string | undefined }[];
beforeEach(async () => {
  [toAsk, toPolls, toRevoke, seen] = [acknowledged, [refused('authorization_pending')], { status: 200, body: {} }, []];
  server = createServer((request, response) => {
    let text = '';
    request.on('data', (part: Buffer) => (text += String(part)));
    request.on('end', () => {
      const path = request.url ?? '';
      seen.push({ path, form: new URLSearchParams(text), prefer: request.headers['prefer']?.toString() });
      const { status, body } = path.includes('.well-known') ? { status: 200, body: metadata() } : answerTo(path);
      response
        .writeHead(status, { 'content-type': 'application/json' })
        .end(status === 200 && path === '/revoke' ? '' : JSON.stringify(body));
    });
  });
  await new Promise<void>((resolve) => void server.listen(0, 'localhost', resolve));
  // a server that listens on TCP has an address with a port
  const issuer = `http://localhost:${(server.address() as AddressInfo).port}`;
  settings = {
    url: 'http://localhost:1',
    port: 1,
    host: 'localhost',
    orgUrl: issuer,
    issuer,
    clientId: 'bank',
    clientSecret: 's3cret',
    apiToken: undefined,
    authenticatorUrl: undefined,
    authenticatorName: 'Magenta Bank',
  };
});
afterEach(() => {
  for (const bank of banks.splice(0)) bank.approvals.close();
  server.closeAllConnections();
  server.close();
});

function metadata(): object {
  const { issuer } = settings;
  return {
    issuer,
    backchannel_authentication_endpoint: `${issuer}/ask`,
    token_endpoint: `${issuer}/token`,
    revocation_endpoint: `${issuer}/revoke`,
  };
}

function answerTo(path: string): Answer {
  if (path === '/ask') return toAsk;
  if (path === '/revoke') return toRevoke;
  return (toPolls.length > 1 ? toPolls.shift() : toPolls[0]) ?? refused('server_error', 500);
}

const banks: Bank[] = [];
function openBank(change: Partial<BankSettings> = {}): Bank {
  const bank = createBank({ ...settings, ...change });
  banks.push(bank);
  return bank;
}

async function started(bank = openBank()): Promise<{ readonly approval: Approval; readonly bank: Bank }> {
  return { approval: await bank.approvals.start({ sessionId: 's', purpose: payment, person }), bank };
}

async function ended(approval: Approval): Promise<void> {
  await expect.poll(() => approval.endedAt, { interval: 5 }).toBeTypeOf('number');
}

describe('asking', () => {
  it('sends one hint, the message, the details of the payment, and the credentials of the bank', async () => {
    await started();
    const { form } = seen.find(({ path }) => path === '/ask') ?? { form: new URLSearchParams() };
    expect(Object.fromEntries(form)).toMatchObject({ id_token_hint: 'a.b.c', binding_message: 'Pay 250.00 EUR to ACME GmbH' });
    expect(form.has('login_hint')).toBe(false);
    expect(JSON.parse(form.get('authorization_details') ?? '')).toEqual([
      {
        type: 'payment_initiation',
        instructedAmount: { currency: 'EUR', amount: '250.00' },
        creditorName: 'ACME GmbH',
        creditorAccount: { iban: 'DE89370400440532013000' },
        remittanceInformationUnstructured: 'Invoice 4711',
      },
    ]);
  });

  it.each([
    ['noDevice', refused('access_denied', 403)],
    ['noDevice', refused('unknown_user_id')],
    ['tooManyTries', refused('temporarily_unavailable', 429)],
    ['rejected', refused('invalid_request')],
    ['unreachable', { status: 502, body: {} }],
  ] as const)('ends as %s without having asked anybody', async (state, answer) => {
    toAsk = answer;
    const { approval } = await started();
    expect(approval.state).toBe(state);
    expect(seen.some(({ path }) => path === '/token')).toBe(false);
  });

  it('ends as unreachable when the org is away, and works once it is back', async () => {
    const bank = openBank({ issuer: 'http://localhost:1' });
    expect((await started(bank)).approval.state).toBe('unreachable');
    expect((await started()).approval.state).toBe('waiting');
  });

  it('stops after eight tries, without a word to the org', async () => {
    toAsk = refused('access_denied', 403);
    const { bank } = await started();
    for (let n = 0; n < 7; n += 1) await started(bank);
    const { approval } = await started(bank);
    expect(approval).toMatchObject({ state: 'tooManyTries', retryAfterSeconds: expect.any(Number) });
    expect(seen.filter(({ path }) => path === '/ask')).toHaveLength(8);
  });

  it('shows the number to match', async () => {
    toAsk = { status: 200, body: { ...acknowledged.body, number_challenge: '52' } };
    expect((await started()).approval.number).toBe('52');
  });
});

describe('waiting', () => {
  it.each([
    ['denied', refused('access_denied')],
    ['expired', refused('expired_token')],
    ['rejected', refused('invalid_grant')],
  ] as const)('ends as %s, after polls that ask to be held', async (state, last) => {
    toPolls = [refused('authorization_pending'), last];
    const { approval, bank } = await started();
    await ended(approval);
    expect(approval.state).toBe(state);
    expect(bank.ledger.accountsOf(person.sub)[0]?.cents).toBe(482_617n);
    expect(new Set(seen.filter(({ path }) => path === '/token').map(({ prefer }) => prefer))).toEqual(new Set(['wait=25']));
  });

  it('leaves five seconds more after slow_down', async () => {
    toPolls = [refused('slow_down')];
    const { approval } = await started();
    await expect.poll(() => approval.intervalSeconds, { interval: 5 }).toBe(5.02);
  });

  it.each([
    ['the connection breaks', { status: 502, body: {} }],
    ['the org fails', refused('server_error', 500)],
  ])('goes on when %s, and says so meanwhile', async (_name, answer) => {
    toPolls = [answer];
    const { approval } = await started();
    await expect.poll(() => approval.troubled, { interval: 5 }).toBe(true);
    expect(approval.state).toBe('waiting');
  });

  it('tells who looks what is new, and ends when it is taken back, at the org too', async () => {
    const { approval, bank } = await started();
    const news = bank.approvals.changedSince(approval, approval.revision, 10_000);
    await bank.approvals.cancel(approval);
    await news;
    expect(approval).toMatchObject({ state: 'cancelled', withdrawn: true });
    expect(seen.find(({ path }) => path === '/revoke')?.form.get('token')).toBe('ftOne');
  });

  it('knows when the org could not be told that it is taken back', async () => {
    toRevoke = { status: 502, body: {} };
    const { approval, bank } = await started();
    await bank.approvals.cancel(approval);
    expect(approval).toMatchObject({ state: 'cancelled', withdrawn: false });
  });

  it('starts anew with another request, which the old one leads to', async () => {
    const { approval, bank } = await started();
    const next = await bank.approvals.again(approval);
    expect(approval).toMatchObject({ state: 'cancelled', replacedBy: next.id });
    expect(next).toMatchObject({ state: 'waiting', purpose: payment });
  });

  it('belongs to one session and one person', async () => {
    const { approval, bank } = await started();
    const foundBy = (id: string, visitor?: Person) => bank.approvals.find(approval.id, { id, person: visitor });
    expect([foundBy('s'), foundBy('other', person)]).toEqual([approval, approval]);
    expect([foundBy('other'), foundBy('other', { ...person, sub: '00u2' })]).toEqual([undefined, undefined]);
  });

  it('of a sign-in belongs to its session alone', async () => {
    const { approvals } = openBank();
    const approval = await approvals.start({ sessionId: 's', purpose: { kind: 'signIn', login: person.login }, person: undefined });
    expect(approvals.find(approval.id, { id: 's', person: undefined })).toBe(approval);
    expect(approvals.find(approval.id, { id: 'other', person: undefined })).toBeUndefined();
    expect(approvals.find(approval.id, { id: 'other', person })).toBeUndefined();
  });
});

describe('what was granted', () => {
  const asked = paymentInitiation(order);
  it('counts when it is exactly what was asked, in any order of members', () => {
    const { type, ...rest } = asked;
    expect(isGranted(asked, [{ ...rest, type }])).toBe(true);
  });

  it.each([
    ['another amount', [{ ...asked, instructedAmount: { currency: 'EUR', amount: '2500.00' } }]],
    ['another payee', [{ ...asked, creditorName: 'ACNE GmbH' }]],
    ['more than was asked', [asked, asked]],
    ['a further member', [{ ...asked, executionDate: 'today' }]],
    ['nothing', undefined],
  ])('does not count with %s', (_name, granted) => expect(isGranted(asked, granted)).toBe(false));
});

describe('the binding message', () => {
  it('names amount and payee, without what the org refuses', () => {
    expect(bindingMessageOf({ kind: 'payment', order: { ...order, payee: '100% Güt\u202E 💰 & Co.' } })).toBe(
      'Pay 250.00 EUR to 100 Güt & Co.',
    );
  });

  it('of a sign-in has a code of its own', () => {
    const messages = Array.from({ length: 20 }, () => bindingMessageOf({ kind: 'signIn', login: 'x' }));
    expect(messages.every((message) => /^Sign in to Magenta Bank, code \d{4}$/.test(message))).toBe(true);
    expect(new Set(messages).size).toBeGreaterThan(10);
  });
});
