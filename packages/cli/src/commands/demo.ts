import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Command } from 'commander';
import type { CommandContext, CommonOptions } from '../command-context.js';
import { createCleanup, type Cleanup } from '../demo/cleanup.js';
import { createNarrator, type Narrator } from '../demo/narrator.js';
import { tellStory } from '../demo/story.js';
import { startTemporaryServer } from '../demo/temporary-server.js';
import { readQuickstart, requireFact, type QuickstartFacts } from '../quickstart.js';
import type { RunCommand } from '../run-command.js';
import { asCliError } from '../terminal/cli-error.js';

export interface DemoOptions extends CommonOptions {
  readonly deny?: boolean;
  readonly url?: string;
  readonly message: string;
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
    .action((_options, command: Command) => run(command, demo));
}

async function demo(context: CommandContext, options: DemoOptions): Promise<void> {
  const narrator = createNarrator(context.output);
  const cleanup = createCleanup();
  const folder = mkdtempSync(join(tmpdir(), 'countersign-demo-'));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  cleanup.add({ now: remove, run: () => Promise.resolve(remove()) });
  try {
    await play(context, { options, narrator, cleanup, folder });
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
  narrator.title('Countersign: a transaction, approved on another device');
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
