import { languages, type Language } from '../i18n/texts.js';
import type { Theme } from '../settings/app-settings.js';
import { useApp, useAppState, useTexts } from '../ui/app-context.js';
import { Frame } from '../ui/frame.js';
import { Toggle } from '../ui/toggle.js';
import { AccountSettings } from './account-settings.js';
import { TestNotification } from './test-notification.js';

export function Settings() {
  const t = useTexts('screens');
  const { accounts } = useAppState();
  return (
    <Frame title={t('settings.title')}>
      {accounts.map((state) => (
        <AccountSettings key={state.account.key} state={state} />
      ))}
      <section class="panel">
        <h2>{t('settings.app')}</h2>
        <QuietHoursSetting />
        <TestNotification />
        <LanguageSetting />
        <ThemeSetting />
      </section>
      <p class="hint">{t('settings.version')}</p>
    </Frame>
  );
}

function QuietHoursSetting() {
  const t = useTexts('screens');
  const { settings } = useAppState();
  const { changeSettings } = useApp();
  const { quiet } = settings;
  const change = (part: Partial<typeof quiet>) => void changeSettings({ quiet: { ...quiet, ...part } });
  return (
    <>
      <Toggle label={t('settings.quiet')} hint={t('settings.quietHint')} checked={quiet.on} onChange={(on) => change({ on })} />
      {quiet.on && (
        <div class="row fields">
          {(['from', 'to'] as const).map((name) => (
            <label key={name} class="field">
              {t(`settings.${name}`)}
              <input
                type="time"
                value={quiet[name]}
                onChange={(event) => event.currentTarget.value !== '' && change({ [name]: event.currentTarget.value })}
              />
            </label>
          ))}
        </div>
      )}
    </>
  );
}

/** Names in their own language: whoever needs one can read it. */
const languageNames: Readonly<Record<Language, string>> = { en: 'English', de: 'Deutsch', ar: 'العربية' };

function LanguageSetting() {
  const t = useTexts('screens');
  const { settings } = useAppState();
  const { changeSettings } = useApp();
  return (
    <label class="field">
      {t('settings.language')}
      <select
        value={settings.language ?? ''}
        onChange={(event) => {
          const { value } = event.currentTarget;
          void changeSettings({ language: languages.find((language): language is Language => language === value) });
        }}
      >
        <option value="">{t('settings.system')}</option>
        {languages.map((language) => (
          <option key={language} value={language} lang={language}>
            {languageNames[language]}
          </option>
        ))}
      </select>
    </label>
  );
}

const themes = ['system', 'light', 'dark'] as const satisfies readonly Theme[];

function ThemeSetting() {
  const t = useTexts('screens');
  const { settings } = useAppState();
  const { changeSettings } = useApp();
  return (
    <fieldset class="choice">
      <legend>{t('settings.theme')}</legend>
      <div class="choice-options">
        {themes.map((theme) => (
          <label key={theme}>
            <input type="radio" name="theme" checked={settings.theme === theme} onChange={() => void changeSettings({ theme })} />
            <span>{t(`settings.${theme}`)}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
