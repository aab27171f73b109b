/** One request: finds it, then asks. What is asked stays on the screen while it is answered, also when the list no longer has it. */
import { useEffect, useRef, useState } from 'preact/hooks';
import type { PendingRequest } from '../state/app-state.js';
import { useApp, useAppState, useTexts } from '../ui/app-context.js';
import { Frame } from '../ui/frame.js';
import { Question } from './question.js';
import { RequestEnd } from './request-end.js';

export function Request({ transactionId }: { readonly transactionId: string }) {
  const t = useTexts('consent');
  const { pending, accounts, ended, ready } = useAppState();
  const app = useApp();
  const shown = useRef<PendingRequest | undefined>(undefined);
  const [asked, setAsked] = useState(false);
  const found = pending.find(({ challenge }) => challenge.transactionId === transactionId);
  if (shown.current?.challenge.transactionId !== transactionId) shown.current = undefined;
  // the first one found is kept: a later pull of the same request must not begin the question anew
  shown.current ??= found;
  useEffect(() => {
    if (!ready || shown.current !== undefined || asked) return;
    void app.checkForRequests().then(() => setAsked(true));
  }, [ready, accounts.length, transactionId, asked]);
  if (shown.current !== undefined) {
    return <Question key={transactionId} request={shown.current} ended={ended.has(transactionId)} />;
  }
  if (asked) return <RequestEnd kind="notFound" />;
  return (
    <Frame title={t('request.loading')} alone>
      <div class="skeleton" aria-hidden="true">
        <span />
        <span />
        <span />
      </div>
    </Frame>
  );
}
