import { describe, expect, it } from 'vitest';
import { isQuiet } from './quiet-hours.js';

const at = (time: string) => new Date(`2026-03-01T${time}:00`);

describe('do not disturb', () => {
  it.each([
    ['22:00', '07:00', '21:59', false],
    ['22:00', '07:00', '22:00', true],
    ['22:00', '07:00', '03:30', true],
    ['22:00', '07:00', '07:00', false],
    ['12:00', '13:30', '13:29', true],
    ['12:00', '13:30', '13:30', false],
    ['08:00', '08:00', '02:00', true],
  ])('from %s to %s: at %s %s', (from, to, now, expected) => {
    expect(isQuiet({ on: true, from, to }, at(now))).toBe(expected);
    expect(isQuiet({ on: false, from, to }, at(now))).toBe(false);
  });
});
