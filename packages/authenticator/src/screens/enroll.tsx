/** Enrolling by a code: from a link, pasted, typed or scanned. What it is for shows on the next screen, before anything is made. */
import { useEffect, useRef, useState } from 'preact/hooks';
import { fetchBrandConfig } from '../accounts/brand-entry.js';
import type { MessageKey } from '../i18n/texts.js';
import { notificationState } from '../notifications/notifications.js';
import { readCodeText } from '../sign-in/code-text.js';
import { EnrollmentCodeError, redeemEnrollmentCode } from '../sign-in/enrollment-code.js';
import { useApp, useTexts } from '../ui/app-context.js';
import { Button } from '../ui/button.js';
import { Frame } from '../ui/frame.js';
import { Notice } from '../ui/notice.js';
import { InstallSteps } from './notify-step.js';
import { canScan, ScanCode } from './scan-code.js';

type Step =
  | { readonly kind: 'ask' }
  | { readonly kind: 'scan' }
  | { readonly kind: 'checking' }
  /** iPhone and iPad: what is set up in the browser is not there in the app on the Home Screen. */
  | { readonly kind: 'install'; readonly code: string };

const failures = {
  invalid: 'enroll.invalid',
  throttled: 'enroll.throttled',
  network: 'enroll.network',
  refused: 'enroll.refused',
} as const satisfies Record<EnrollmentCodeError['code'], MessageKey>;

export function Enroll() {
  const t = useTexts('screens');
  const app = useApp();
  const [step, setStep] = useState<Step>({ kind: 'ask' });
  const [text, setText] = useState('');
  const [failure, setFailure] = useState<string>();
  const ask = (why?: string) => {
    setFailure(why);
    setStep({ kind: 'ask' });
  };

  const redeem = async (code: string): Promise<void> => {
    setStep({ kind: 'checking' });
    setFailure(undefined);
    try {
      const { entries } = await fetchBrandConfig().catch((cause: unknown) => {
        throw new EnrollmentCodeError('network', { cause });
      });
      app.useSignIn(await redeemEnrollmentCode(entries, code));
      app.navigate('/set-up', { replace: true });
    } catch (error) {
      setText((entered) => (entered === '' ? code : entered));
      ask(t(failures[error instanceof EnrollmentCodeError ? error.code : 'refused']));
    }
  };
  const read = (entered: string): void => {
    const found = readCodeText(entered, location.origin);
    if (found.kind === 'code') void redeem(found.code);
    else ask(found.kind === 'other-app' ? t('enroll.otherApp', { host: found.host }) : t('enroll.incomplete'));
  };
  useArrivedCode((code) => {
    if (notificationState() === 'install-first') setStep({ kind: 'install', code });
    else read(code);
  });

  switch (step.kind) {
    case 'ask':
      return <AskForCode text={text} failure={failure} onText={setText} onCode={read} onScan={() => setStep({ kind: 'scan' })} />;
    case 'scan':
      return <ScanCode onCode={read} onStop={ask} />;
    case 'install':
      return <InstallFirst code={step.code} onContinue={() => read(step.code)} />;
    case 'checking':
      return (
        <Frame title={t('enroll.checking')} alone>
          <span class="spinner spinner-large" aria-hidden="true" />
        </Frame>
      );
  }
}

/** The link may be opened while this screen shows: then only the fragment changes. */
function useArrivedCode(onCode: (code: string) => void): void {
  const app = useApp();
  useEffect(() => {
    const take = () => {
      const code = app.takeCode();
      if (code !== undefined) onCode(code);
    };
    take();
    addEventListener('hashchange', take);
    return () => removeEventListener('hashchange', take);
  }, []);
}

interface AskForCodeProps {
  readonly text: string;
  readonly failure: string | undefined;
  readonly onText: (text: string) => void;
  readonly onCode: (text: string) => void;
  readonly onScan: () => void;
}

function AskForCode({ text, failure, onText, onCode, onScan }: AskForCodeProps) {
  const t = useTexts('screens');
  const app = useApp();
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (failure !== undefined) field.current?.focus();
  }, [failure]);
  return (
    <Frame title={t('enroll.title')}>
      <p class="lead">{t('enroll.text')}</p>
      {failure !== undefined && (
        <Notice kind="danger">
          <p id="code-failure">{failure}</p>
        </Notice>
      )}
      <form
        class="code-form"
        onSubmit={(event) => {
          event.preventDefault();
          onCode(text);
        }}
      >
        <label class="field">
          <span>{t('enroll.field')}</span>
          <input
            ref={field}
            type="text"
            name="code"
            dir="ltr"
            class="code-input"
            value={text}
            maxLength={300}
            autocomplete="off"
            autocapitalize="characters"
            spellcheck={false}
            aria-invalid={failure !== undefined}
            aria-describedby={failure === undefined ? 'code-hint' : 'code-failure code-hint'}
            onInput={(event) => onText(event.currentTarget.value)}
          />
          <span class="hint" id="code-hint">
            {t('enroll.fieldHint')}
          </span>
        </label>
        <button type="submit" class="button button-primary button-wide" disabled={text.trim() === ''}>
          <span class="button-label">{t('enroll.do')}</span>
        </button>
      </form>
      {canScan() && (
        <div class="panel code-scan">
          <p class="hint">{t('enroll.scanHint')}</p>
          <Button wide kind="secondary" onPress={onScan}>
            {t('enroll.scan')}
          </Button>
        </div>
      )}
      <div class="acts">
        <Button wide kind="quiet" onPress={() => app.navigate('/', { replace: true })}>
          {t('app.back')}
        </Button>
      </div>
    </Frame>
  );
}

function InstallFirst({ code, onContinue }: { readonly code: string; readonly onContinue: () => void }) {
  const t = useTexts('screens');
  return (
    <Frame title={t('notify.iosTitle')} alone>
      <p class="lead">{t('notify.iosText')}</p>
      <InstallSteps />
      <p>{t('enroll.install')}</p>
      <p class="code-shown" dir="ltr">
        {code}
      </p>
      <div class="acts">
        <Button wide kind="secondary" onPress={onContinue}>
          {t('enroll.here')}
        </Button>
      </div>
    </Frame>
  );
}
