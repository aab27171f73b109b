import { expect, it } from 'vitest';
import { realms } from './realms.js';

const ofPlatforms = [
  'process',
  'Buffer',
  'require',
  'console',
  'fetch',
  'URL',
  'TextEncoder',
  'crypto',
  'setTimeout',
  'AbortSignal',
  'atob',
  'window',
  'self',
];

it('the bare engine has none of the globals of Node and browsers', () => {
  expect(realms.map((realm) => realm.name)).toEqual(['in this process', 'in a bare engine']);
  const bare = realms[1];
  expect(bare?.globalNames).toContain('Uint8Array');
  expect(bare?.globalNames.filter((name) => ofPlatforms.includes(name))).toEqual([]);
});

it('the SDK in the bare engine is another copy, made of that engine’s own objects', () => {
  const [here, bare] = realms;
  const bytes = bare?.modules.utf8.encodeUtf8('x');
  expect(bytes).not.toBeInstanceOf(Uint8Array);
  expect(here?.modules.utf8.encodeUtf8('x')).toBeInstanceOf(Uint8Array);
});
