import { useEffect, useId, useState } from 'preact/hooks';
import { pause, pauseMinutes, readPause, resume } from '../accounts/prompt-pause.js';
import type { AccountState } from '../state/app-state.js';
import { useTexts } from '../ui/app-context.js';
import { Notice } from '../ui/notice.js';

/** Lets nobody ask for a while. Not shown where the org cannot be asked, or does not know the pause. */
export function PauseSetting({ state: { account, enrollments } }: { readonly state: AccountState }) {
  const t = useTexts('screens');
  const id = useId();
  const [paused, setPaused] = useState<Date | 'no' | 'unknown' | 'failed'>('unknown');
  const enrollment = enrollments.find(({ state }) => state === 'active');
  const show = (change: Promise<Date | undefined>, otherwise: 'unknown' | 'failed') =>
    void change.then(
      (until) => setPaused(until ?? 'no'),
      () => setPaused(otherwise),
    );
  useEffect(() => {
    if (enrollment !== undefined) show(readPause(account, enrollment), 'unknown');
  }, [enrollment?.id]);
  if (enrollment === undefined || paused === 'unknown') return null;
  return (
    <div class="field">
      <label for={id}>{t('settings.pause')}</label>
      <p id={`${id}-hint`} class="hint">
        {paused instanceof Date ? t('settings.pausedUntil', { time: t.time(paused) }) : t('settings.pauseHint')}
      </p>
      <select
        id={id}
        aria-describedby={`${id}-hint`}
        value={paused instanceof Date ? 'paused' : ''}
        onChange={(event) => {
          const minutes = pauseMinutes.find((choice) => String(choice) === event.currentTarget.value);
          show(minutes === undefined ? resume(account, enrollment) : pause(account, enrollment, minutes), 'failed');
        }}
      >
        <option value="">{t('settings.pauseOff')}</option>
        {paused instanceof Date && <option value="paused">{t('settings.pausedUntil', { time: t.time(paused) })}</option>}
        {pauseMinutes.map((minutes) => (
          <option key={minutes} value={String(minutes)}>
            {t(`settings.pause${minutes}`)}
          </option>
        ))}
      </select>
      {paused === 'failed' && (
        <Notice kind="danger">
          <p>{t('home.checkFailed')}</p>
        </Notice>
      )}
    </div>
  );
}
