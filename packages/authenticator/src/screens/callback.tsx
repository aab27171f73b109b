/** Back from the org's sign-in: what the person wanted is done now. */
import { useEffect, useState } from 'preact/hooks';
import type { MessageKey } from '../i18n/texts.js';
import type { Translator } from '../i18n/translator.js';
import { completeSignIn, SignInError, type SignedIn } from '../sign-in/sign-in.js';
import type { AccountState } from '../state/app-state.js';
import type { AuthenticatorApp } from '../state/authenticator-app.js';
import { useApp, useAppState, useTexts } from '../ui/app-context.js';
import { Button } from '../ui/button.js';
import { Frame } from '../ui/frame.js';
import { Notice } from '../ui/notice.js';
import { failureReason } from './failure-reason.js';
import { useSignIn } from './use-sign-in.js';

type State =
  | { readonly kind: 'working' }
  | { readonly kind: 'verification'; readonly signedIn: SignedIn }
  | { readonly kind: 'other-person'; readonly signedIn: SignedIn; readonly username: string | undefined }
  | { readonly kind: 'failed'; readonly text: string };

export function Callback() {
  const t = useTexts('screens');
  const { ready, accounts } = useAppState();
  const app = useApp();
  const [state, setState] = useState<State>({ kind: 'working' });
  const failed = (error: unknown) => {
    if (error instanceof OtherPersonError) setState({ kind: 'other-person', ...error.details });
    else setState({ kind: 'failed', text: signInFailure(t, error) });
  };

  useEffect(() => {
    if (!ready) return;
    const returned = new URLSearchParams(location.search);
    // the code is worth nothing twice, and has no place in the history
    history.replaceState(null, '', '/callback');
    completeSignIn(returned)
      .then((signedIn) => follow(app, accounts, signedIn, setState))
      .catch(failed);
  }, [ready]);

  if (state.kind === 'working') {
    return (
      <Frame title={t('signIn.working')} alone>
        <span class="spinner spinner-large" aria-hidden="true" />
      </Frame>
    );
  }
  if (state.kind === 'verification') {
    return (
      <Frame title={t('settings.verification')} alone>
        <p class="lead">{t('settings.verificationHint')}</p>
        <div class="acts">
          <Button
            wide
            onPress={() =>
              void changeVerification(app, accounts, state.signedIn).then(() => app.navigate('/settings', { replace: true }), failed)
            }
          >
            {t('setUp.continue')}
          </Button>
          <Button wide kind="quiet" onPress={() => app.navigate('/settings', { replace: true })}>
            {t('settings.cancel')}
          </Button>
        </div>
      </Frame>
    );
  }
  if (state.kind === 'other-person') return <OtherPerson {...state} />;
  return (
    <Frame title={t('signIn.failed')} alone>
      <Notice kind="danger">
        <p>{state.text}</p>
      </Notice>
      <div class="acts">
        <Button wide onPress={() => app.navigate('/', { replace: true })}>
          {t('app.back')}
        </Button>
      </div>
    </Frame>
  );
}

/** The org knew somebody else in this browser, or somebody else signed in: the one who is meant may do it now. */
function OtherPerson({ signedIn, username }: { readonly signedIn: SignedIn; readonly username: string | undefined }) {
  const t = useTexts('screens');
  const app = useApp();
  const signIn = useSignIn();
  const { entry, intent } = signedIn;
  return (
    <Frame title={t('signIn.otherPerson')} alone>
      <p class="lead">{t('signIn.otherPersonText', { other: signedIn.username ?? entry.brand, user: username ?? '' })}</p>
      {signIn.failed && (
        <Notice kind="danger">
          <p>{t('home.checkFailed')}</p>
        </Notice>
      )}
      <div class="acts">
        <Button wide busy={signIn.busy} onPress={() => signIn.begin(entry, { intent, loginHint: username, afresh: true })}>
          {t('signIn.asUser', { user: username ?? entry.brand })}
        </Button>
        <Button wide kind="quiet" onPress={() => app.navigate('/settings', { replace: true })}>
          {t('settings.cancel')}
        </Button>
      </div>
    </Frame>
  );
}

class OtherPersonError extends Error {
  readonly details: { readonly signedIn: SignedIn; readonly username: string | undefined };

  constructor(details: OtherPersonError['details']) {
    super('somebody else signed in');
    this.details = details;
  }
}

async function follow(
  app: AuthenticatorApp,
  accounts: readonly AccountState[],
  signedIn: SignedIn,
  setState: (state: State) => void,
): Promise<void> {
  const { intent } = signedIn;
  switch (intent.kind) {
    case 'set-up':
      app.useSignIn(signedIn);
      return app.navigate('/set-up', { replace: true });
    case 'remove':
      await app.accounts.signOut(ownAccount(accounts, signedIn, intent.accountKey).account, { accessToken: signedIn.accessToken });
      await app.reloadAccounts();
      return app.navigate('/settings', { replace: true });
    case 'user-verification':
      ownAccount(accounts, signedIn, intent.accountKey);
      // a passkey's prompt shows only after a tap on this page
      if (intent.enabled) return setState({ kind: 'verification', signedIn });
      await changeVerification(app, accounts, signedIn);
      return app.navigate('/settings', { replace: true });
  }
}

async function changeVerification(app: AuthenticatorApp, accounts: readonly AccountState[], signedIn: SignedIn): Promise<void> {
  const { intent, accessToken } = signedIn;
  if (intent.kind !== 'user-verification') return;
  const { enrollments } = ownAccount(accounts, signedIn, intent.accountKey);
  for (const enrollment of enrollments) await enrollment.setUserVerification({ enabled: intent.enabled, accessToken });
  await app.reloadAccounts();
}

/** Somebody else may have signed in at the org's page. */
function ownAccount(accounts: readonly AccountState[], signedIn: SignedIn, accountKey: string): AccountState {
  const found = accounts.find(({ account }) => account.key === accountKey);
  if (found === undefined) throw new SignInError('wrong-state');
  const { userId, username } = found.account;
  if (userId !== signedIn.userId) throw new OtherPersonError({ signedIn, username });
  return found;
}

const signInTexts = {
  'wrong-state': 'signIn.wrongState',
  refused: 'signIn.refused',
  network: 'home.checkFailed',
} as const satisfies Record<SignInError['code'], MessageKey<'firstView' | 'screens'>>;

function signInFailure(t: Translator<MessageKey<'firstView' | 'screens'>>, error: unknown): string {
  return error instanceof SignInError ? t(signInTexts[error.code]) : t('settings.failed', { reason: failureReason(t, error) });
}
