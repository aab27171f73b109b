import type { Language } from '../i18n/translator.js';
import type { AppSettings } from './app-settings.js';

/** What public/theme.js reads before anything is painted, and the theme itself. Where storage is closed the choice holds until the app closes. */
export function rememberForFirstPaint({ theme }: AppSettings, language: Language): void {
  if (theme === 'system') delete document.documentElement.dataset['theme'];
  else document.documentElement.dataset['theme'] = theme;
  try {
    localStorage.setItem('theme', theme);
    localStorage.setItem('language', language);
  } catch {
    // see above
  }
}
