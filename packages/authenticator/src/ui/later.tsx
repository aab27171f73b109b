import type { ComponentType, JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { useAppState } from './app-context.js';
import { Frame } from './frame.js';

/** A screen whose code arrives when it is first shown. The service worker has it from the first start on. */
export function later<Props extends object>(load: () => Promise<ComponentType<Props>>): (props: Props) => JSX.Element {
  let loaded: ComponentType<Props> | undefined;
  return function Later(props) {
    const { translator: t } = useAppState();
    const [Screen, setScreen] = useState<ComponentType<Props> | undefined>(() => loaded);
    useEffect(() => {
      if (loaded === undefined) {
        void load().then((screen) => {
          loaded = screen;
          setScreen(() => screen);
        });
      }
    }, []);
    return Screen === undefined ? <Frame title={t('app.loading')}>{null}</Frame> : <Screen {...props} />;
  };
}
