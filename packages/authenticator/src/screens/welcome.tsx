import type { MessageKey } from '../i18n/texts.js';
import { useApp, useAppState } from '../ui/app-context.js';
import { Button } from '../ui/button.js';
import { Frame } from '../ui/frame.js';
import { Icon, type IconName } from '../ui/icon.js';
import { Notice } from '../ui/notice.js';
import { useSignIn } from './use-sign-in.js';

const points: readonly { readonly icon: IconName; readonly text: MessageKey<'firstView'> }[] = [
  { icon: 'info', text: 'welcome.point1' },
  { icon: 'check', text: 'welcome.point2' },
  { icon: 'warning', text: 'welcome.point3' },
];

/** The first start: what this app is for, and the way in. */
export function Welcome() {
  const { translator: t, settings, ready } = useAppState();
  const { navigate } = useApp();
  const signIn = useSignIn();
  const { brands } = settings;
  return (
    <Frame title={t('welcome.title')}>
      <p class="lead">{t('welcome.text')}</p>
      <ul class="points">
        {points.map(({ icon, text }) => (
          <li key={text}>
            <Icon name={icon} />
            <span>{t(text)}</span>
          </li>
        ))}
      </ul>
      {ready && brands.length === 0 && (
        <Notice kind="info">
          <p>{t('welcome.none')}</p>
        </Notice>
      )}
      <div class="acts">
        {brands.map((entry) => (
          <Button key={entry.authenticatorId} wide busy={signIn.busy} onPress={() => signIn.begin(entry, { intent: { kind: 'set-up' } })}>
            {t('welcome.signInTo', { brand: entry.brand })}
          </Button>
        ))}
        <Button wide kind="secondary" onPress={() => navigate('/enroll')}>
          {t('welcome.haveCode')}
        </Button>
      </div>
      {signIn.failed && (
        <Notice kind="danger">
          <p>{t('home.checkFailed')}</p>
        </Notice>
      )}
    </Frame>
  );
}
