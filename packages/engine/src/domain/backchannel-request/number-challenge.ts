/**
 * Number matching (security model S-013): the application shows a number, the person picks or types it on the device. Who was talked
 * into approving somebody else's request does not see that number.
 */
import type { Random } from '../../ports/random.js';

/** The number that the application shows and the person picks or types on the device. Never leaves towards the device as the answer. */
export interface NumberChallenge {
  /** Two digits, `10` to `99`. */
  readonly answer: string;
  /** The three to choose from, the answer among them, in the order shown; undefined: the person types the number. */
  readonly choices: readonly string[] | undefined;
}

/** App setting `backchannel_number_challenge`. */
export type NumberChallengeMode = 'off' | 'choose' | 'type';

const choiceCount = 3;

export function newNumberChallenge(random: Random, mode: NumberChallengeMode): NumberChallenge | undefined {
  switch (mode) {
    case 'off':
      return undefined;
    case 'type':
      return { answer: randomNumber(random), choices: undefined };
    case 'choose': {
      const choices = new Set<string>();
      while (choices.size < choiceCount) choices.add(randomNumber(random));
      const inOrder = [...choices];
      // the numbers were drawn alike, so which of them is the answer says nothing about its place
      const answer = inOrder[randomBelow(random, choiceCount)];
      if (answer === undefined) throw new RangeError('There is no choice at this place.');
      return { answer, choices: inOrder };
    }
  }
}

function randomNumber(random: Random): string {
  return String(10 + randomBelow(random, 90));
}

/** Unbiased, for a `bound` up to 256. */
function randomBelow(random: Random, bound: number): number {
  const limit = 256 - (256 % bound);
  for (;;) {
    const [byte = limit] = random.bytes(1);
    if (byte < limit) return byte % bound;
  }
}
