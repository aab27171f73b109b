/** The whole story as people live it: a phone in one window, a bank in the other. Nothing is called that a person could not press. */
import type { Page } from 'playwright-core';
import { printable } from '../terminal/printable.js';
import type { BrowserStage } from './browser-stage.js';
import { storyBroken } from './child-process.js';
import type { Narrator } from './narrator.js';

export interface BrowserStory {
  readonly authenticatorUrl: string;
  readonly bankUrl: string;
  readonly login: string;
  readonly password: string;
  readonly deny: boolean;
}

const transfer = { payee: 'ACME GmbH', iban: 'DE89 3704 0044 0532 0130 00', amount: '250.00', reference: 'Invoice 4711' };

/** Throws where the story does not go as it should; a refusal that was asked for is as it should. */
export async function tellBrowserStory(stage: BrowserStage, story: BrowserStory, narrator: Narrator): Promise<void> {
  await setUpPhone(stage, story, narrator);
  await signInAtBank(stage, story, narrator);
  const message = await orderTransfer(stage, narrator);
  const decidedAt = await decideOnPhone(stage, { deny: story.deny, message }, narrator);
  await readOutcome(stage, { deny: story.deny, decidedAt }, narrator);
}

async function setUpPhone({ phone, picture }: BrowserStage, story: BrowserStory, narrator: Narrator): Promise<void> {
  await phone.goto(story.authenticatorUrl);
  const signIn = phone.getByRole('button', { name: /^Sign in to / });
  await signIn.waitFor();
  await picture(phone, 'phone-welcome');
  await signIn.click();
  await signInAtOrg(phone, story);
  const setUp = phone.getByRole('button', { name: 'Set up', exact: true });
  await setUp.waitFor();
  await picture(phone, 'phone-set-up');
  await setUp.click();
  const withoutNotifications = phone.getByRole('button', { name: 'Continue without' });
  const done = phone.getByRole('button', { name: 'Continue', exact: true });
  await withoutNotifications.or(done).waitFor();
  if (await withoutNotifications.isVisible()) await withoutNotifications.click();
  await done.waitFor();
  const title = await titleOf(phone);
  await picture(phone, 'phone-ready');
  await done.click();
  await phone.getByText('Nothing is waiting for you').waitFor();
  narrator.step('enroll', {
    actor: 'Phone',
    text: 'is set up in the authenticator app; its key never leaves it',
    lines: [{ label: 'says', value: printable(title) }],
    facts: { title },
  });
}

async function signInAtBank({ computer, picture }: BrowserStage, story: BrowserStory, narrator: Narrator): Promise<void> {
  await computer.goto(story.bankUrl);
  const signIn = computer.getByRole('link', { name: 'Sign in with your password' });
  await signIn.waitFor();
  await picture(computer, 'bank-sign-in');
  await signIn.click();
  await signInAtOrg(computer, story);
  await computer.waitForURL(`${story.bankUrl}/accounts`);
  const balance = await computer.locator('.balance').innerText();
  await picture(computer, 'bank-accounts');
  narrator.step('sign_in', {
    actor: 'Computer',
    text: `signs in at the bank as ${printable(story.login)}`,
    lines: [{ label: 'balance', value: printable(balance) }],
    facts: { balance },
  });
}

async function signInAtOrg(page: Page, { login, password }: BrowserStory): Promise<void> {
  await page.getByLabel('Username').fill(login);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
}

async function orderTransfer({ computer, picture }: BrowserStage, narrator: Narrator): Promise<string> {
  await computer.getByRole('link', { name: 'New transfer' }).click();
  await computer.getByLabel('Payee').fill(transfer.payee);
  await computer.getByLabel('IBAN').fill(transfer.iban);
  await computer.getByLabel('Amount in EUR').fill(transfer.amount);
  await computer.getByLabel('Reference').fill(transfer.reference);
  await picture(computer, 'bank-transfer');
  await computer.getByRole('button', { name: 'Continue to your phone' }).click();
  await computer.getByRole('heading', { name: /^Confirm in .* on your phone$/ }).waitFor();
  const message = await computer.locator('.message').innerText();
  await picture(computer, 'bank-waits');
  narrator.step('request', {
    actor: 'Computer',
    text: 'orders a transfer; the bank asks for approval and waits',
    lines: [{ label: 'message', value: `“${printable(message)}”` }],
    facts: { binding_message: message },
  });
  return message;
}

/** Returns when the person decided, in milliseconds since the epoch. */
async function decideOnPhone(
  { phone, picture }: BrowserStage,
  { deny, message }: { readonly deny: boolean; readonly message: string },
  narrator: Narrator,
): Promise<number> {
  // it shows by itself, because the app listens while it is open: a single request opened, several as a list
  const yes = phone.getByRole('button', { name: /^Yes, it’s me/ });
  const review = phone.getByRole('link', { name: /Review/ });
  await yes.or(review).first().waitFor();
  if (await review.first().isVisible()) await review.first().click();
  await yes.waitFor();
  const question = phone.getByRole('main');
  const shown = await question.innerText();
  if (!shown.includes(message)) throw storyBroken(`The phone does not show “${message}”.`, shown);
  await picture(phone, 'phone-asks');
  const [labels, values] = await Promise.all([question.locator('dt').allInnerTexts(), question.locator('dd').allInnerTexts()]);
  narrator.step('consent', {
    actor: 'Person',
    text: 'reads on the phone what the org signed',
    lines: labels.map((label, at) => ({ label: printable(label), value: printable(values[at] ?? '') })),
    facts: { shown: Object.fromEntries(labels.map((label, at) => [label, values[at] ?? ''])) },
  });
  // who has not read all of it cannot approve
  await yes.scrollIntoViewIfNeeded();
  await yes.and(phone.locator(':enabled')).waitFor();
  const decided = phone.getByRole('heading', { name: deny ? 'Refused' : 'Approved' });
  const button = deny ? phone.getByRole('button', { name: /^No, it’s not me/ }) : yes;
  // taps right after the screen has appeared count as meant for something else
  while (!(await decided.isVisible())) {
    await button.click({ timeout: 1_000 }).catch(() => undefined);
    await decided.waitFor({ timeout: 1_000 }).catch(() => undefined);
  }
  const decidedAt = Date.now();
  await picture(phone, deny ? 'phone-refused' : 'phone-approved');
  narrator.step('decision', {
    actor: 'Person',
    text: deny ? 'says no; the phone signs the refusal with its key' : 'approves; the phone signs the answer with its key',
    facts: { decision: deny ? 'denied' : 'approved' },
  });
  return decidedAt;
}

async function readOutcome(
  { computer, picture }: BrowserStage,
  { deny, decidedAt }: { readonly deny: boolean; readonly decidedAt: number },
  narrator: Narrator,
): Promise<void> {
  await computer.getByRole('heading', { name: deny ? 'Denied' : 'Approved and sent' }).waitFor();
  const waitedMs = Math.max(0, Date.now() - decidedAt);
  const proof = deny ? undefined : await proofOf(computer);
  await picture(computer, deny ? 'bank-denied' : 'bank-approved');
  await computer.getByRole('link', { name: 'Back to your accounts' }).click();
  const balance = await computer.locator('.balance').innerText();
  narrator.step('outcome', {
    actor: 'Computer',
    text: deny ? 'shows the refusal; nothing was sent' : 'shows the approval; the money is on its way',
    lines: [...(proof === undefined ? [] : [{ label: 'proof', value: printable(proof) }]), { label: 'balance', value: printable(balance) }],
    facts: { ms_after_decision: waitedMs, balance, ...(proof === undefined ? {} : { proof }) },
  });
  await picture(computer, 'bank-accounts-after');
  narrator.result(
    { ok: true, outcome: deny ? 'denied' : 'approved' },
    deny ? '✓ Denied, and nothing was granted.' : '✓ Approved, from the transfer to the proof.',
    'good',
  );
}

async function proofOf(computer: Page): Promise<string> {
  const verdict = computer.locator('.verdict');
  await verdict.waitFor();
  const text = await verdict.innerText();
  if (!text.includes('good')) throw storyBroken('The proof of the approval does not hold.', text);
  return text;
}

const titleOf = (page: Page): Promise<string> => page.locator('h1').innerText();
