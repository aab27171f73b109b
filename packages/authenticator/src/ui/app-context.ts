import { createContext } from 'preact';
import { useContext, useEffect, useState } from 'preact/hooks';
import type { MessageKey, TextGroup } from '../i18n/texts.js';
import type { Translator } from '../i18n/translator.js';
import type { AppState } from '../state/app-state.js';
import type { AuthenticatorApp } from '../state/authenticator-app.js';

const Context = createContext<AuthenticatorApp | undefined>(undefined);
export const AppProvider = Context.Provider;

export function useApp(): AuthenticatorApp {
  const app = useContext(Context);
  if (app === undefined) throw new Error('a screen outside of the app');
  return app;
}

/** The state, drawn again when it changes. */
export function useAppState(): AppState {
  const { state } = useApp();
  const [value, setValue] = useState(state.get);
  useEffect(() => {
    const update = () => setValue(state.get);
    update();
    return state.subscribe(update);
  }, [state]);
  return value;
}

/** Texts beyond those of the first view, for the screens that `later` brings with them. */
export function useTexts<Group extends TextGroup>(...groups: readonly Group[]): Translator<MessageKey<'firstView' | Group>> {
  return useAppState().translator.including(...groups);
}
