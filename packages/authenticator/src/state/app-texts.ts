/** Which texts the app has: those of the screens it shows, in the person's language. One change after the other, each with what is wanted by then. */
import { loadTexts, pickLanguage, type TextGroup } from '../i18n/texts.js';
import { createTranslator } from '../i18n/translator.js';
import type { AppState } from './app-state.js';
import type { Store } from './store.js';

export interface AppTexts {
  /** In the language of the settings as they are. */
  readonly refresh: () => Promise<void>;
  /** The texts of a screen that is about to show; from then on they come in every language that is chosen. */
  readonly want: (groups: readonly TextGroup[]) => Promise<void>;
}

export function createAppTexts(state: Store<AppState>): AppTexts {
  const wanted = new Set<TextGroup>(['firstView']);
  let last: Promise<void> = Promise.resolve();
  const load = async (): Promise<void> => {
    const language = pickLanguage(state.get().settings.language, navigator.languages);
    const translator = createTranslator(language, await loadTexts(language, wanted));
    document.documentElement.lang = language;
    document.documentElement.dir = translator.direction;
    state.set((before) => ({ ...before, translator }));
  };
  const refresh = (): Promise<void> => {
    const next = last.then(load);
    // a group that did not arrive fails whoever wants it, not whoever comes next
    last = next.catch(() => undefined);
    return next;
  };
  return {
    refresh,
    want(groups) {
      for (const group of groups) wanted.add(group);
      return refresh();
    },
  };
}
