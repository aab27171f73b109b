import { expect, it } from 'vitest';
import { jsonListOption } from './options.js';

const parse = (text: string): unknown => jsonListOption('--authorization-details <json>', '').parseArg?.(text, undefined);

it('hands a JSON list on as it was typed', () => {
  expect(parse('[{"type": "payment"}]')).toBe('[{"type": "payment"}]');
});

it.each(['', '{"type":"payment"}', '[', 'payment'])('refuses %j as a list', (text) => {
  expect(() => parse(text)).toThrow('must be a JSON list');
});
