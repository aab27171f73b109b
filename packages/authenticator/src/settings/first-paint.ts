import { brandProperties, onlyTheme } from '../accounts/brand-theme.js';
import type { Language } from '../i18n/texts.js';
import type { AppSettings } from './app-settings.js';

const brandNames = ['--brand', '--on-brand', '--brand-dark', '--on-brand-dark'];

/** What public/theme.js reads before anything is painted, and the theme itself. Where storage is closed the choice holds until the app closes. */
export function rememberForFirstPaint({ theme, brands }: AppSettings, language: Language): void {
  const { dataset, style } = document.documentElement;
  if (theme === 'system') delete dataset['theme'];
  else dataset['theme'] = theme;
  const brand = brandProperties(onlyTheme(brands));
  for (const name of brandNames) style.setProperty(name, brand[name] ?? null);
  try {
    localStorage.setItem('theme', theme);
    localStorage.setItem('language', language);
    localStorage.setItem('brand', JSON.stringify(brand));
  } catch {
    // see above
  }
}
