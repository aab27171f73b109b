import { useState } from 'preact/hooks';
import { pause } from '../accounts/prompt-pause.js';
import type { PendingRequest } from '../state/app-state.js';
import { useAppState, useTexts } from '../ui/app-context.js';
import { Button } from '../ui/button.js';
import { Notice } from '../ui/notice.js';

/** After a request that somebody else began: more may follow, from other applications too. */
export function PauseOffer({ request: { accountKey, enrollment } }: { readonly request: PendingRequest }) {
  const t = useTexts('consent');
  const { accounts } = useAppState();
  const [paused, setPaused] = useState<'no' | 'busy' | 'failed' | Date>('no');
  const account = accounts.find((one) => one.account.key === accountKey)?.account;
  if (account === undefined) return null;
  if (paused instanceof Date) {
    return (
      <Notice kind="success">
        <p>{t('result.paused', { time: t.time(paused) })}</p>
      </Notice>
    );
  }
  const begin = () => {
    setPaused('busy');
    pause(account, enrollment, 60).then(
      (until) => setPaused(until ?? 'failed'),
      () => setPaused('failed'),
    );
  };
  return (
    <>
      <Button kind="secondary" wide busy={paused === 'busy'} onPress={begin}>
        {t('result.pause')}
      </Button>
      {paused === 'failed' && (
        <Notice kind="danger">
          <p>{t('result.pauseFailed')}</p>
        </Notice>
      )}
    </>
  );
}
