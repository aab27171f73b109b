import { useState } from 'preact/hooks';
import type { BrandEntry } from '../accounts/brand-entry.js';
import type { SignInRequest } from '../sign-in/sign-in.js';
import { useAppState } from '../ui/app-context.js';

export interface SignInStart {
  readonly busy: boolean;
  readonly failed: boolean;
  begin(entry: BrandEntry, request: SignInRequest): void;
}

/**
 * Sends the browser to the org to sign in. Where a certain person is wanted and others have accounts here too, the org asks even if it
 * knows the browser: it would answer for whoever signed in last.
 */
export function useSignIn(): SignInStart {
  const { accounts } = useAppState();
  const [state, setState] = useState<'idle' | 'busy' | 'failed'>('idle');
  return {
    busy: state === 'busy',
    failed: state === 'failed',
    begin(entry, request) {
      setState('busy');
      const { loginHint } = request;
      const others = accounts.some(({ account }) => account.orgUrl === entry.orgUrl && account.username !== loginHint);
      const afresh = loginHint !== undefined && others;
      const start = async () => (await import('../sign-in/sign-in.js')).beginSignIn(entry, { afresh, ...request });
      start().then(
        (url) => location.assign(url),
        () => setState('failed'),
      );
    },
  };
}
