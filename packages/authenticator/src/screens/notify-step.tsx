/** Why notifications, before the browser asks; and what to do where it cannot or must not ask. */
import type { MessageKey } from '../i18n/texts.js';
import { notificationState } from '../notifications/notifications.js';
import { useTexts } from '../ui/app-context.js';
import { Button } from '../ui/button.js';
import { Frame } from '../ui/frame.js';
import { Icon, type IconName } from '../ui/icon.js';
import { Notice } from '../ui/notice.js';

interface NotifyStepProps {
  readonly onAllow: () => void;
  readonly onSkip: () => void;
}

export function NotifyStep({ onAllow, onSkip }: NotifyStepProps) {
  const t = useTexts('screens');
  const state = notificationState();
  const first = state === 'install-first';
  const title = t(first ? 'notify.iosTitle' : 'notify.title');
  return (
    <Frame title={title} alone ownHeading>
      <header class="question-head">
        <span class="empty-sign">
          <Icon name={first ? 'home' : 'bell'} />
        </span>
        <h1>{title}</h1>
        <p class="lead">{t(first ? 'notify.iosText' : 'notify.text')}</p>
      </header>
      {first && <InstallSteps />}
      {state === 'denied' && (
        <Notice kind="warning">
          <p>{t('notify.denied')}</p>
        </Notice>
      )}
      <p class="hint">{t('notify.without')}</p>
      <div class="acts">
        {state === 'ask' && (
          <Button wide onPress={onAllow}>
            {t('notify.allow')}
          </Button>
        )}
        <Button wide kind={state === 'ask' ? 'quiet' : 'primary'} onPress={onSkip}>
          {t('notify.skip')}
        </Button>
      </div>
    </Frame>
  );
}

const steps: readonly { readonly icon: IconName; readonly text: MessageKey<'screens'> }[] = [
  { icon: 'share', text: 'notify.ios1' },
  { icon: 'plus', text: 'notify.ios2' },
  { icon: 'shield', text: 'notify.ios3' },
];

export function InstallSteps() {
  const t = useTexts('screens');
  return (
    <ol class="points panel">
      {steps.map(({ icon, text }) => (
        <li key={text}>
          <Icon name={icon} />
          <span>{t(text)}</span>
        </li>
      ))}
    </ol>
  );
}
