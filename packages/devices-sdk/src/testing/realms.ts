/**
 * The suite runs in two realms: this process, and a JavaScript engine with nothing but the language: no Node, no DOM, no console, no
 * timers. What the SDK needs there must come through its ports.
 */
import { createContext, runInContext } from 'node:vm';
import { build } from 'vite';
import * as here from './realm-entry.js';

export interface Realm {
  readonly name: string;
  readonly modules: typeof here;
  readonly globalNames: readonly string[];
}

export const realms: readonly Realm[] = [
  { name: 'in this process', modules: here, globalNames: Object.getOwnPropertyNames(globalThis) },
  await loadBareRealm(),
];

async function loadBareRealm(): Promise<Realm> {
  const code = await bundleSdk();
  const context = createContext(Object.create(null), { codeGeneration: { strings: false, wasm: false } });
  // V8 puts its own console and WebAssembly into every context; a bare engine has neither.
  runInContext('delete globalThis.console; delete globalThis.WebAssembly;', context);
  runInContext(code, context, { filename: 'devices-sdk-in-a-bare-engine.js' });
  return {
    name: 'in a bare engine',
    // The bundle is built from realm-entry and defines its exports under this name.
    modules: runInContext('modules', context) as typeof here,
    globalNames: runInContext('Object.getOwnPropertyNames(globalThis)', context) as string[],
  };
}

async function bundleSdk(): Promise<string> {
  const bundle = await build({
    configFile: false,
    logLevel: 'silent',
    resolve: { conditions: ['source'] },
    build: {
      write: false,
      minify: false,
      target: 'es2023',
      lib: { entry: new URL('realm-entry.ts', import.meta.url).pathname, formats: ['iife'], name: 'modules' },
    },
  });
  const output = Array.isArray(bundle) ? bundle[0]?.output : 'output' in bundle ? bundle.output : undefined;
  const code = output?.[0].code;
  if (code === undefined) throw new Error('the SDK could not be bundled');
  return code;
}
