import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Command } from 'commander';
import type { CommandContext, CommonOptions } from '../command-context.js';
import { openBrowserStage } from '../demo/browser-stage.js';
import { tellBrowserStory } from '../demo/browser-story.js';
import { storyBroken } from '../demo/child-process.js';
import { createCleanup, type Cleanup } from '../demo/cleanup.js';
import { createNarrator, type Narrator } from '../demo/narrator.js';
import { tellStory } from '../demo/story.js';
import { freePort, startTemporaryBank } from '../demo/temporary-bank.js';
import { startTemporaryServer } from '../demo/temporary-server.js';
import { readQuickstart, requireFact, type QuickstartFacts } from '../quickstart.js';
import type { RunCommand } from '../run-command.js';
import { asCliError, CliError } from '../terminal/cli-error.js';
import { exitCodes } from '../terminal/exit-codes.js';

export interface DemoOptions extends CommonOptions {
  readonly deny?: boolean;
  readonly url?: string;
  readonly message: string;
  readonly browser?: boolean;
  readonly screenshots?: string;
  readonly headed?: boolean;
}

export function addDemo(program: Command, run: RunCommand): void {
  program
    .command('demo')
    .summary('play the whole story: request, device, consent, tokens')
    .description(
      'Plays the whole story with three processes: a server, a simulated device, an application. Starts a server of its own in a temporary\n' +
        'directory and removes everything at the end. Exit code 0 says that the story went as it should, also with --deny.',
    )
    .option('--deny', 'the person says no')
    .option('--url <url>', 'use the running server with this org URL; its facts come from --quickstart or the environment')
    .option('--message <text>', 'what the person is asked', 'Transfer 250.00 EUR to ACME GmbH?')
    .option('--browser', 'play it in a real browser: the authenticator app as the phone, the sample bank as the application')
    .option('--screenshots <dir>', 'with --browser: keep a picture of each step there')
    .option('--headed', 'with --browser: show the windows, and go slowly')
    .action((_options, command: Command) => run(command, demo));
}

async function demo(context: CommandContext, options: DemoOptions): Promise<void> {
  const narrator = createNarrator(context.output);
  const cleanup = createCleanup();
  const folder = mkdtempSync(join(tmpdir(), 'countersign-demo-'));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  cleanup.add({ now: remove, run: () => Promise.resolve(remove()) });
  try {
    const stage = { options, narrator, cleanup, folder };
    await (options.browser === true ? playInBrowser(context, stage) : play(context, stage));
  } catch (error) {
    const known = asCliError(error);
    if (known !== undefined && context.output.json && !context.signal.aborted) {
      // The last line is the result, whatever the result is.
      const { code, message, next } = known;
      context.output.fact({ step: 'result', ok: false, error: { code, message, next } });
      return context.exitWith(known.exitCode);
    }
    throw error;
  } finally {
    await cleanup.run();
  }
}

interface Stage {
  readonly options: DemoOptions;
  readonly narrator: Narrator;
  readonly cleanup: Cleanup;
  readonly folder: string;
}

async function play(context: CommandContext, stage: Stage): Promise<void> {
  const { options, narrator, cleanup, folder } = stage;
  const env = { ...context.env };
  narrator.title(`Countersign: a transaction, ${options.deny === true ? 'refused' : 'approved'} on another device`);
  if (options.url === undefined) narrator.waiting('starting a server, which takes a few seconds the first time …');
  const startedAt = Date.now();
  const facts =
    options.url === undefined
      ? (await startTemporaryServer(join(folder, 'data'), { env, cleanup, signal: context.signal })).quickstart
      : { ...readQuickstart(context, options), orgUrl: new URL(options.url).origin };
  const orgUrl = requireFact('orgUrl', facts.orgUrl, '--url');
  narrator.step('server', {
    actor: 'Server',
    text: options.url === undefined ? 'started, with an embedded store of its own' : 'is the one that is running',
    lines: [{ label: 'org', value: orgUrl }],
    facts: { org_url: orgUrl, own: options.url === undefined, ms: Date.now() - startedAt },
  });
  const { deny = false, message } = options;
  const leaveNoTrace = options.url !== undefined;
  await tellStory({ ...cast(facts), orgUrl, message, deny, folder, env, signal: context.signal, cleanup, leaveNoTrace }, narrator);
}

async function playInBrowser(context: CommandContext, { options, narrator, cleanup, folder }: Stage): Promise<void> {
  const { deny = false, headed = false, screenshots } = options;
  if (options.url !== undefined) throw browserPlaysAlone();
  const { signal } = context;
  const env = { ...context.env };
  // first, so that a missing browser is told before anything is started
  const stage = await openBrowserStage({ env, headed, screenshots, cleanup });
  narrator.title(`Countersign: a transfer, ${deny ? 'refused' : 'approved'} on another device`);
  if (screenshots !== undefined) narrator.waiting(`keeping pictures in ${screenshots}`);
  narrator.waiting('starting a server and a bank, which takes a few seconds the first time …');
  const bankUrl = `http://localhost:${await freePort()}`;
  const { quickstart, quickstartFile } = await startTemporaryServer(join(folder, 'data'), { env, cleanup, signal, bankUrl });
  await startTemporaryBank(quickstartFile, { env, cleanup, signal });
  const { login, password } = cast(quickstart);
  const authenticatorUrl = requireFact('authenticatorUrl', quickstart.authenticatorUrl, 'the address of the authenticator app');
  narrator.step('server', {
    actor: 'Server',
    text: 'started, with the authenticator app and the sample bank',
    lines: [
      { label: 'phone', value: authenticatorUrl },
      { label: 'bank', value: bankUrl },
    ],
    facts: { org_url: quickstart.orgUrl ?? null, authenticator_url: authenticatorUrl, bank_url: bankUrl },
  });
  const stop = (): void => void stage.phone.context().browser()?.close();
  signal.addEventListener('abort', stop, { once: true });
  try {
    await tellBrowserStory(stage, { authenticatorUrl, bankUrl, login, password, deny }, narrator);
  } catch (error) {
    signal.throwIfAborted();
    for (const [page, name] of [
      [stage.phone, 'phone-stopped'],
      [stage.computer, 'bank-stopped'],
    ] as const)
      await stage.picture(page, name).catch(() => undefined);
    throw error instanceof Error && error.name === 'TimeoutError'
      ? storyBroken('The pages did not go on as they should.', error.message)
      : error;
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

function browserPlaysAlone(): CliError {
  return new CliError({
    code: 'wrong_options',
    message: '--browser starts a server and a bank of its own; it cannot be used with --url.',
    next: 'Leave --url out. To play by hand against a running server, use npm start.',
    exitCode: exitCodes.usage,
  });
}

/** Who plays: the application, the device's client, the person. */
function cast(facts: QuickstartFacts) {
  return {
    client: {
      issuer: requireFact('issuer', facts.issuer, 'the issuer'),
      clientId: requireFact('clientId', facts.clientId, 'the client id'),
      clientSecret: requireFact('clientSecret', facts.clientSecret, 'the client secret'),
    },
    mobileClientId: requireFact('mobileClientId', facts.mobileClientId, 'the mobile client id'),
    login: requireFact('login', facts.login, 'the login'),
    password: requireFact('password', facts.password, 'the password'),
  };
}
