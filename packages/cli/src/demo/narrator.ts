import { showClaims } from '../client/token-output.js';
import type { Claims } from '../client/token-claims.js';
import type { Output, Tone } from '../terminal/output.js';
import type { Fact } from './child-process.js';

/** Tells the story: numbered steps with aligned details for people, one JSON object per step for programs. */
export interface Narrator {
  title(text: string): void;
  /** Something takes a while; only for people. */
  waiting(text: string): void;
  /** `lines` are for people, `facts` for programs. */
  step(step: string, told: { readonly actor: string; readonly text: string; readonly lines?: readonly Line[]; readonly facts: Fact }): void;
  claims(title: string, claims: Claims): void;
  /** The last line; nothing follows it. */
  result(facts: Fact, text: string, tone: Tone): void;
}

export interface Line {
  readonly label: string;
  readonly value: string;
  readonly tone?: Tone;
}

const actorWidth = 13;
const labelWidth = 10;
const indent = ' '.repeat(4);

export function createNarrator(output: Output): Narrator {
  let number = 0;
  return {
    title(text) {
      output.line();
      output.line(output.paint('strong', text));
      output.line();
    },
    waiting: (text) => output.line(output.paint('quiet', `    ${text}`)),
    step(step, told) {
      number += 1;
      output.fact({ step, ok: true, ...told.facts });
      output.line(
        `${output.paint('accent', String(number).padStart(2))}  ${output.paint('strong', told.actor.padEnd(actorWidth))}${told.text}`,
      );
      const lines = told.lines ?? [];
      const width = Math.max(labelWidth, ...lines.map(({ label }) => label.length));
      for (const { label, value, tone = 'plain' } of lines) {
        output.line(`${indent}${' '.repeat(actorWidth)}${output.paint('quiet', label.padEnd(width))} ${output.paint(tone, value)}`);
      }
    },
    claims(title, claims) {
      output.line();
      showClaims(title, claims, output, indent);
    },
    result(facts, text, tone) {
      output.fact({ step: 'result', ...facts });
      output.line();
      output.line(output.paint(tone, text));
      output.line();
    },
  };
}
