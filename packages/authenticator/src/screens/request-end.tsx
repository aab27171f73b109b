import type { MessageKey } from '../i18n/texts.js';
import { useApp, useTexts } from '../ui/app-context.js';
import { Button } from '../ui/button.js';
import { Frame } from '../ui/frame.js';
import { Icon, type IconName } from '../ui/icon.js';

const ends = {
  notFound: { title: 'request.notFound', text: 'request.notFoundText', icon: 'clock' },
  expired: { title: 'request.expired', text: 'request.expiredText', icon: 'clock' },
  unconfirmed: { title: 'request.unconfirmed', text: 'request.unconfirmedText', icon: 'info' },
  elsewhere: { title: 'request.elsewhere', text: 'request.elsewhereText', icon: 'info' },
  failed: { title: 'request.failed', text: 'request.failedText', icon: 'warning' },
  wrongNumber: { title: 'request.wrongNumber', text: 'request.wrongNumberText', icon: 'cross' },
  revoked: { title: 'request.revoked', text: 'request.revokedText', icon: 'warning' },
  tampered: { title: 'request.tampered', text: 'home.tampered', icon: 'warning' },
} as const satisfies Record<string, { title: MessageKey; text: MessageKey; icon: IconName }>;
export type RequestEndKind = keyof typeof ends;

/** A request that can no longer be answered: what happened, and that nothing was approved. */
export function RequestEnd({ kind, onRetry }: { readonly kind: RequestEndKind; readonly onRetry?: (() => void) | undefined }) {
  const t = useTexts('consent');
  const { navigate } = useApp();
  const { title, text, icon } = ends[kind];
  return (
    <Frame title={t(title)} alone ownHeading>
      <section class="result result-ended" role="alert">
        <span class="result-sign">
          <Icon name={icon} />
        </span>
        <h1>{t(title)}</h1>
        <p class="lead">{t(text)}</p>
      </section>
      <div class="acts">
        {onRetry !== undefined && (
          <Button wide onPress={onRetry}>
            {t('app.retry')}
          </Button>
        )}
        <Button kind="secondary" wide onPress={() => navigate('/')}>
          {t('app.back')}
        </Button>
      </div>
    </Frame>
  );
}
