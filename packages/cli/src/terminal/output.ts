import type { CliError } from './cli-error.js';

export type Tone = 'plain' | 'strong' | 'quiet' | 'good' | 'bad' | 'accent';

/** Where a command says what happened: words for people, or one JSON object per line for programs. Never both. */
export interface Output {
  readonly json: boolean;
  /** One line for people; silent in JSON mode. */
  line(text?: string): void;
  /** One fact for programs; silent in words mode. */
  fact(fact: Readonly<Record<string, unknown>>): void;
  error(error: CliError): void;
  paint(tone: Tone, text: string): string;
}

export interface OutputStreams {
  readonly stdout: { write(text: string): unknown; readonly isTTY?: boolean };
  readonly stderr: { write(text: string): unknown };
  readonly env: Readonly<Record<string, string | undefined>>;
}

const codes: Readonly<Record<Exclude<Tone, 'plain'>, readonly [number, number]>> = {
  strong: [1, 22],
  quiet: [2, 22],
  good: [32, 39],
  bad: [31, 39],
  accent: [36, 39],
};

/** Colour only on a terminal, and never with NO_COLOR (no-color.org) or a dumb one. */
export function createOutput(options: { readonly json: boolean }, streams: OutputStreams): Output {
  const { stdout, stderr, env } = streams;
  const noColor = env['NO_COLOR'] !== undefined && env['NO_COLOR'] !== '';
  const colour = !options.json && stdout.isTTY === true && !noColor && env['TERM'] !== 'dumb';
  const paint = (tone: Tone, text: string) => {
    if (!colour || tone === 'plain') return text;
    const [on, off] = codes[tone];
    return `\u001b[${on}m${text}\u001b[${off}m`;
  };
  return {
    json: options.json,
    paint,
    line(text = '') {
      if (!options.json) stdout.write(`${text}\n`);
    },
    fact(fact) {
      if (options.json) stdout.write(`${JSON.stringify(fact)}\n`);
    },
    error(error) {
      const { code, message, next } = error;
      if (options.json) stdout.write(`${JSON.stringify({ ok: false, error: { code, message, next } })}\n`);
      else stderr.write(`error: ${message}\n  next: ${next}\n`);
    },
  };
}
