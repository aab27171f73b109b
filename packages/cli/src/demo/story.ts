/** The whole story over TCP: an application asks, a person decides on a simulated device, the application gets its tokens. */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { pollForTokens, requestApproval, type BackchannelClient, type Tokens } from '../client/backchannel.js';
import { readTokenClaims } from '../client/token-claims.js';
import { asCliError, type CliError } from '../terminal/cli-error.js';
import { exitCodes } from '../terminal/exit-codes.js';
import { printable } from '../terminal/printable.js';
import { readFacts, startProcess, storyBroken, type Fact, type FactReader } from './child-process.js';
import type { Cleanup } from './cleanup.js';
import type { Narrator } from './narrator.js';

export interface Story {
  readonly client: BackchannelClient;
  readonly orgUrl: string;
  readonly mobileClientId: string;
  readonly login: string;
  readonly password: string;
  readonly message: string;
  readonly deny: boolean;
  /** Where the simulated device lives. */
  readonly folder: string;
  readonly env: NodeJS.ProcessEnv;
  readonly signal: AbortSignal;
  readonly cleanup: Cleanup;
  /** The server lives on: the device's enrollment must not. */
  readonly leaveNoTrace: boolean;
}

const script = fileURLToPath(new URL('../main.js', import.meta.url));
const deviceName = 'demo-phone';

/** Throws where the story does not go as it should; a refusal that was asked for is as it should. */
export async function tellStory(story: Story, narrator: Narrator): Promise<void> {
  await enroll(story, narrator);
  const watching = startDevice(story, ['watch', '--once', '--interval', '0.1', story.deny ? '--deny' : '--approve']);
  const device = readFacts(watching, 'device');
  await device.next((fact) => fact['event'] === 'watching');
  const made = await ask(story, narrator);
  const over = new AbortController();
  // The poll is on its way before anybody has decided: the server holds it and answers at the decision.
  const polling = poll(story, { ...made, signal: AbortSignal.any([story.signal, over.signal]) });
  try {
    const decidedAt = await decide(device, narrator);
    const outcome = await polling;
    const ended = await watching.ended;
    if (ended !== 0) throw storyBroken(`The device ended with code ${ended}.`, watching.lastWords());
    if ('error' in outcome) finishDenied(story, narrator, { ...outcome, waitedMs: outcome.at - decidedAt });
    else await finishApproved(story, narrator, { ...outcome, waitedMs: outcome.at - decidedAt });
  } finally {
    over.abort();
  }
}

type PollOutcome = { readonly at: number } & ({ readonly tokens: Tokens } | { readonly error: unknown });

async function poll(story: Story, options: { authReqId: string; interval: number; signal: AbortSignal }): Promise<PollOutcome> {
  try {
    const tokens = await pollForTokens(story.client, { ...options, waitSeconds: 25 });
    return { at: Date.now(), tokens };
  } catch (error) {
    return { at: Date.now(), error };
  }
}

async function ask(story: Story, narrator: Narrator): Promise<{ readonly authReqId: string; readonly interval: number }> {
  const made = await requestApproval(story.client, {
    loginHint: story.login,
    scope: 'openid profile email',
    bindingMessage: story.message,
  });
  narrator.step('request', {
    actor: 'Application',
    text: `asks ${printable(story.login)} for approval`,
    lines: [
      { label: 'message', value: `“${printable(story.message)}”` },
      { label: 'valid for', value: `${made.expiresIn} s; poll every ${made.interval} s, or let one poll wait` },
    ],
    facts: { expires_in: made.expiresIn, interval: made.interval, binding_message: story.message },
  });
  return made;
}

async function enroll(story: Story, narrator: Narrator): Promise<void> {
  const args = ['enroll', '--org', story.orgUrl, '--client-id', story.mobileClientId, '--login', story.login];
  const enrolled = await readFacts(startDevice(story, args), 'device').next((fact) => fact['ok'] === true);
  if (story.leaveNoTrace) story.cleanup.add({ now: () => undefined, run: () => leave(story) });
  const types = enrolled['transactionTypes'];
  narrator.step('enroll', {
    actor: 'Device',
    text: `enrolled for ${printable(story.login)}`,
    lines: [
      { label: 'enrollment', value: String(enrolled['enrollmentId']) },
      { label: 'takes', value: Array.isArray(types) ? types.join(' and ') : '' },
    ],
    facts: pick(enrolled, ['enrollmentId', 'deviceId', 'userId', 'transactionTypes']),
  });
}

/** What the device sees, what the person reads, what they decide. Returns when they decided, in milliseconds since the epoch. */
async function decide(device: FactReader, narrator: Narrator): Promise<number> {
  const challenge = await device.next((fact) => fact['event'] === 'challenge');
  narrator.step('pending', {
    actor: 'Device',
    text: 'finds the request among its pending ones; the org’s signature is good',
    lines: [{ label: 'request', value: String(challenge['transactionId']) }],
    facts: pick(challenge, ['transactionId', 'enrollmentId', 'transactionType', 'expiresAt']),
  });
  const consent = pick(challenge, ['bindingMessage', 'appInstanceName', 'originUrl', 'clientLocation']);
  narrator.step('consent', {
    actor: 'Person',
    text: 'reads',
    lines: [
      { label: 'message', value: printable(String(consent['bindingMessage'])), tone: 'strong' },
      { label: 'app', value: printable(String(consent['appInstanceName'])) },
      { label: 'from', value: printable(String(consent['originUrl'])) },
      { label: 'place', value: printable(String(consent['clientLocation'])) },
    ],
    facts: consent,
  });
  const answered = await device.next((fact) => fact['event'] === 'answered');
  const approved = answered['decision'] === 'approved';
  narrator.step('decision', {
    actor: 'Person',
    text: approved ? 'approves; the device signs the answer with its key' : 'says no; the device signs the refusal with its key',
    facts: pick(answered, ['decision', 'userVerified', 'delivery']),
  });
  return Number(answered['decidedAt']);
}

async function finishApproved(story: Story, narrator: Narrator, outcome: { tokens: Tokens; waitedMs: number }): Promise<void> {
  if (story.deny) throw storyBroken('The person said no, and yet there are tokens.', '');
  const { tokens, waitedMs } = outcome;
  const claims = await readTokenClaims(story.client, tokens);
  if (claims.idToken === undefined) throw storyBroken('There is no ID token.', '');
  narrator.step('tokens', {
    actor: 'Application',
    text: `has its tokens ${waitedMs} ms after the decision; their signatures are good`,
    lines: [{ label: 'scope', value: tokens.scope ?? '' }],
    facts: { ms_after_decision: waitedMs, scope: tokens.scope ?? null, expires_in: tokens.expiresIn ?? null },
  });
  narrator.claims('ID token', claims.idToken);
  narrator.claims('Access token', claims.accessToken);
  const facts = { ok: true, outcome: 'approved', id_token: claims.idToken, access_token: claims.accessToken };
  narrator.result(facts, '✓ Approved, from the request to the tokens.', 'good');
}

function finishDenied(story: Story, narrator: Narrator, outcome: { error: unknown; waitedMs: number }): void {
  const error: CliError | undefined = asCliError(outcome.error);
  if (error === undefined || error.exitCode !== exitCodes.denied || !story.deny) throw outcome.error;
  narrator.step('refusal', {
    actor: 'Application',
    text: `is told access_denied ${outcome.waitedMs} ms after the decision; it gets no tokens`,
    facts: { ms_after_decision: outcome.waitedMs, error: 'access_denied' },
  });
  narrator.result({ ok: true, outcome: 'denied' }, '✓ Denied, and nothing was granted.', 'good');
}

/** As well as it goes: a server that cannot be reached any more keeps an enrollment that nobody can use. */
async function leave(story: Story): Promise<void> {
  await startDevice(story, ['delete']).ended;
}

function startDevice(story: Story, args: readonly string[]): ReturnType<typeof startProcess> {
  // All of the quickstart's facts come from here: another server's file may lie in the directory the demo was started from.
  const env = {
    ...story.env,
    COUNTERSIGN_HOME: join(story.folder, 'home'),
    COUNTERSIGN_ORG_URL: story.orgUrl,
    COUNTERSIGN_LOGIN: story.login,
    COUNTERSIGN_PASSWORD: story.password,
  };
  return startProcess(script, ['device', ...args, '--name', deviceName, '--json'], { env, cleanup: story.cleanup });
}

function pick(fact: Fact, names: readonly string[]): Fact {
  return Object.fromEntries(names.map((name) => [name, fact[name] ?? null]));
}
