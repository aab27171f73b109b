import { describe, expect, it } from 'vitest';
import { SeededRandom } from '../../testing/seeded-random.js';
import { newNumberChallenge } from './number-challenge.js';

describe('number challenge (S-013)', () => {
  it('is none unless the client has it', () => {
    expect(newNumberChallenge(new SeededRandom('off'), 'off')).toBeUndefined();
  });

  it('is any number of two digits, alike', () => {
    const random = new SeededRandom('type');
    const counts = new Map<string, number>();
    for (let n = 0; n < 9_000; n += 1) {
      const challenge = newNumberChallenge(random, 'type');
      expect(challenge?.choices).toBeUndefined();
      const answer = challenge?.answer ?? '';
      counts.set(answer, (counts.get(answer) ?? 0) + 1);
    }
    expect([...counts.keys()].toSorted()).toEqual(Array.from({ length: 90 }, (_, n) => String(n + 10)));
    // 100 expected of each, standard deviation 10
    for (const count of counts.values()) expect(count).toBeGreaterThan(50);
  });

  it('offers three different numbers, the answer at any place', () => {
    const random = new SeededRandom('choose');
    const places = [0, 0, 0];
    for (let n = 0; n < 3_000; n += 1) {
      const { answer = '', choices = [] } = newNumberChallenge(random, 'choose') ?? {};
      expect(new Set(choices).size).toBe(3);
      const place = choices.indexOf(answer);
      places[place] = (places[place] ?? 0) + 1;
    }
    for (const count of places) expect(count).toBeGreaterThan(850);
  });
});
