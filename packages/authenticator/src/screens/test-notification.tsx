import { useState } from 'preact/hooks';
import { askForNotifications, showTestNotification } from '../notifications/notifications.js';
import { useAppState, useTexts } from '../ui/app-context.js';
import { Button } from '../ui/button.js';
import { Notice } from '../ui/notice.js';
import { InstallSteps } from './notify-step.js';

/** Sends one to itself and asks whether it came: nobody else can tell. */
export function TestNotification() {
  const t = useTexts('screens');
  const { settings } = useAppState();
  const [state, setState] = useState<'idle' | 'sent' | 'good' | 'missing' | 'denied' | 'install-first' | 'unsupported'>('idle');
  const send = async () => {
    const allowed = await askForNotifications();
    if (allowed !== 'allowed') return setState(allowed === 'ask' ? 'idle' : allowed);
    await showTestNotification(settings.brands[0]?.brand ?? t('app.title'), t('notification.test'));
    setState('sent');
  };
  return (
    <div class="test">
      <Button kind="secondary" onPress={() => void send()}>
        {t('settings.testDo')}
      </Button>
      <div role="status">
        {state === 'sent' && (
          <div class="row">
            <span>{t('settings.testAsk')}</span>
            <Button kind="secondary" onPress={() => setState('good')}>
              {t('settings.testYes')}
            </Button>
            <Button kind="secondary" onPress={() => setState('missing')}>
              {t('settings.testNo')}
            </Button>
          </div>
        )}
        {state === 'good' && (
          <Notice kind="success">
            <p>{t('settings.testGood')}</p>
          </Notice>
        )}
        {state === 'missing' && (
          <ol class="checklist">
            {(['settings.test1', 'settings.test2', 'settings.test3', 'settings.test4'] as const).map((text) => (
              <li key={text}>{t(text)}</li>
            ))}
          </ol>
        )}
        {state === 'denied' && (
          <Notice kind="warning">
            <p>{t('notify.denied')}</p>
          </Notice>
        )}
        {state === 'unsupported' && (
          <Notice kind="info">
            <p>{t('notify.without')}</p>
          </Notice>
        )}
        {state === 'install-first' && (
          <>
            <p>{t('notify.iosText')}</p>
            <InstallSteps />
          </>
        )}
      </div>
    </div>
  );
}
