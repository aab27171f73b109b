/** One account: the guide's two switches, user verification, and the way out. */
import { isPasskeyAvailable, type AuthenticatorPolicy } from '@countersign/devices-sdk/browser';
import { useEffect, useState } from 'preact/hooks';
import { brandProperties } from '../accounts/brand-theme.js';
import { askForNotifications, notificationState, pushTokenFor } from '../notifications/notifications.js';
import type { AccountState } from '../state/app-state.js';
import { useApp, useAppState, useTexts } from '../ui/app-context.js';
import { BrandMark } from '../ui/brand-mark.js';
import { Button } from '../ui/button.js';
import { Notice } from '../ui/notice.js';
import { Toggle } from '../ui/toggle.js';
import { failureReason } from './failure-reason.js';
import { PauseSetting } from './pause-setting.js';
import { useSignIn } from './use-sign-in.js';

type Outcome = 'idle' | 'busy' | 'saved' | { readonly failed: string };

export function AccountSettings({ state }: { readonly state: AccountState }) {
  const t = useTexts('screens');
  const { settings } = useAppState();
  const app = useApp();
  const signIn = useSignIn();
  const [outcome, setOutcome] = useState<Outcome>('idle');
  const { policy, passkeys } = usePolicy(state);
  const { account, brand, theme, enrollments } = state;
  // what the org was told for this account: the browser's subscription is one for all of them
  const pushOn = notificationState() === 'allowed' && enrollments.some(({ pushToken = '' }) => pushToken !== '');
  const entry = settings.brands.find(({ orgUrl, clientId }) => orgUrl === account.orgUrl && clientId === account.clientId);
  const ciba = enrollments.some(({ transactionTypes }) => transactionTypes.includes('CIBA'));
  const verified = enrollments.some(({ userVerification }) => userVerification);
  const required = policy?.userVerification === 'REQUIRED';
  const busy = outcome === 'busy' || signIn.busy;

  const run = (work: () => Promise<unknown>) => {
    setOutcome('busy');
    work()
      .then(() => app.reloadAccounts())
      .then(
        () => setOutcome('saved'),
        (error: unknown) => setOutcome({ failed: t('settings.failed', { reason: failureReason(t, error) }) }),
      );
  };
  const setPush = (on: boolean) =>
    run(async () => {
      if (on) await askForNotifications();
      const token = on ? await pushTokenFor(policy?.webPushKey) : '';
      await (await app.accounts.open(account)).updatePushToken(token);
    });
  const setCiba = (enabled: boolean) => run(() => Promise.all(enrollments.map((enrollment) => enrollment.setCiba({ enabled }))));
  const setVerification = (enabled: boolean) =>
    entry !== undefined &&
    signIn.begin(entry, { intent: { kind: 'user-verification', accountKey: account.key, enabled }, loginHint: account.username });

  return (
    <section
      class="panel branded"
      style={brandProperties(theme)}
      aria-label={t('settings.account', { user: account.username ?? account.userId })}
    >
      <header class="panel-head">
        <BrandMark name={brand} filled />
        <span class="card-text">
          <h2>
            <bdi>{account.username ?? account.userId}</bdi>
          </h2>
          <span class="hint">
            <bdi>{brand}</bdi>
          </span>
        </span>
      </header>
      <Toggle
        label={t('settings.push')}
        hint={policy !== undefined && policy.webPushKey === undefined ? t('settings.pushOff') : t('settings.pushHint')}
        checked={pushOn}
        disabled={policy?.webPushKey === undefined || enrollments.length === 0}
        busy={busy}
        onChange={setPush}
      />
      <Toggle
        label={t('settings.ciba')}
        hint={t('settings.cibaHint')}
        checked={ciba}
        disabled={enrollments.length === 0}
        busy={busy}
        onChange={setCiba}
      />
      <Toggle
        label={t('settings.verification')}
        hint={
          required
            ? t('settings.verificationRequired')
            : passkeys === false
              ? t('settings.verificationMissing')
              : `${t('settings.verificationHint')} ${t('settings.signInFirst')}`
        }
        checked={verified}
        disabled={(required && verified) || passkeys === false || enrollments.length === 0 || entry === undefined}
        busy={busy}
        onChange={setVerification}
      />
      <PauseSetting state={state} />
      {outcome === 'saved' && (
        <Notice kind="success">
          <p>{t('settings.saved')}</p>
        </Notice>
      )}
      {typeof outcome === 'object' && (
        <Notice kind="danger">
          <p>{outcome.failed}</p>
        </Notice>
      )}
      <RemoveAccount
        brand={brand}
        busy={busy}
        onRemove={
          entry === undefined
            ? undefined
            : () => signIn.begin(entry, { intent: { kind: 'remove', accountKey: account.key }, loginHint: account.username })
        }
        onRemoveLocally={() => run(() => app.accounts.remove(account))}
      />
    </section>
  );
}

interface RemoveAccountProps {
  readonly brand: string;
  readonly busy: boolean;
  readonly onRemove: (() => void) | undefined;
  readonly onRemoveLocally: () => void;
}

function RemoveAccount({ brand, busy, onRemove, onRemoveLocally }: RemoveAccountProps) {
  const t = useTexts('screens');
  const [asking, setAsking] = useState(false);
  if (!asking) {
    return (
      <Button kind="quiet" onPress={() => setAsking(true)}>
        {t('settings.remove')}
      </Button>
    );
  }
  return (
    <div class="ask" role="group" aria-label={t('settings.remove')}>
      <p>{t('settings.removeHint', { brand })}</p>
      <div class="row">
        <Button kind="secondary" onPress={() => setAsking(false)}>
          {t('settings.cancel')}
        </Button>
        {onRemove !== undefined && (
          <Button kind="danger" busy={busy} onPress={onRemove}>
            {t('settings.removeDo')}
          </Button>
        )}
        <Button kind="quiet" busy={busy} onPress={onRemoveLocally}>
          {t('settings.removeLocal')}
        </Button>
      </div>
    </div>
  );
}

/** What the org wants of this account. Offline it is unknown, and what depends on it stays as it is. */
function usePolicy({ account }: AccountState) {
  const app = useApp();
  const [policy, setPolicy] = useState<AuthenticatorPolicy>();
  const [passkeys, setPasskeys] = useState<boolean>();
  useEffect(() => {
    void isPasskeyAvailable().then(setPasskeys);
    app.accounts
      .open(account)
      .then((authenticator) => authenticator.downloadPolicy())
      .then(setPolicy, () => undefined);
  }, [account.key]);
  return { policy, passkeys };
}
