import type { ComponentType, JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { TextGroup } from '../i18n/texts.js';
import type { AuthenticatorApp } from '../state/authenticator-app.js';
import { useApp, useAppState } from './app-context.js';
import { Button } from './button.js';
import { Frame } from './frame.js';
import { Notice } from './notice.js';

export interface LaterScreen<Props extends object> {
  (props: Props): JSX.Element;
  /** Brings code and texts before the screen is wanted. */
  prepare(app: Pick<AuthenticatorApp, 'loadTexts'>): Promise<void>;
}

interface LaterOptions {
  readonly texts: readonly TextGroup[];
  /** One question on one screen: also while it is loading. */
  readonly alone?: boolean;
}

/** A screen whose code and texts arrive when it is first shown. The service worker has them from the first start on. */
export function later<Props extends object>(
  load: () => Promise<ComponentType<Props>>,
  { texts, alone = false }: LaterOptions,
): LaterScreen<Props> {
  let loaded: ComponentType<Props> | undefined;
  const prepare: LaterScreen<Props>['prepare'] = async (app) => {
    const [screen] = await Promise.all([load(), app.loadTexts(texts)]);
    loaded = screen;
  };
  function Later(props: Props) {
    const { translator: t } = useAppState();
    const app = useApp();
    const [state, setState] = useState<'loading' | 'failed' | 'loaded'>('loading');
    const Screen = loaded;
    useEffect(() => {
      if (loaded !== undefined) return;
      prepare(app).then(
        () => setState('loaded'),
        () => setState('failed'),
      );
    }, []);
    if (Screen !== undefined) return <Screen {...props} />;
    if (state !== 'failed') {
      return (
        <Frame title={t('app.loading')} alone={alone} waiting>
          {null}
        </Frame>
      );
    }
    return (
      <Frame title={t('app.notLoaded')} alone={alone}>
        <Notice kind="danger">
          <p>{t('app.notLoadedText')}</p>
        </Notice>
        <div class="acts">
          <Button wide onPress={() => location.reload()}>
            {t('app.retry')}
          </Button>
        </div>
      </Frame>
    );
  }
  return Object.assign(Later, { prepare });
}
