import { useState } from 'preact/hooks';
import type { BrandEntry } from '../accounts/brand-entry.js';
import type { SignInRequest } from '../sign-in/sign-in.js';

export interface SignInStart {
  readonly busy: boolean;
  readonly failed: boolean;
  begin(entry: BrandEntry, request: SignInRequest): void;
}

/** Sends the browser to the org to sign in. */
export function useSignIn(): SignInStart {
  const [state, setState] = useState<'idle' | 'busy' | 'failed'>('idle');
  return {
    busy: state === 'busy',
    failed: state === 'failed',
    begin(entry, request) {
      setState('busy');
      const start = async () => (await import('../sign-in/sign-in.js')).beginSignIn(entry, request);
      start().then(
        (url) => location.assign(url),
        () => setState('failed'),
      );
    },
  };
}
