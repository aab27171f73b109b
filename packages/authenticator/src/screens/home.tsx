/** What waits for an answer, and the accounts of this device. */
import { useEffect, useState } from 'preact/hooks';
import { brandProperties } from '../accounts/brand-theme.js';
import { isFatiguing } from '../consent/fatigue.js';
import { inShort } from '../consent/in-short.js';
import { secondsLeft, inWords } from '../consent/time-left.js';
import { visibleText } from '../consent/visible-text.js';
import type { MessageKey } from '../i18n/texts.js';
import { brandEntryOf, type AccountState, type PendingRequest } from '../state/app-state.js';
import { requestPath } from '../state/routes.js';
import { useApp, useAppState } from '../ui/app-context.js';
import { BrandMark } from '../ui/brand-mark.js';
import { Button } from '../ui/button.js';
import { Frame } from '../ui/frame.js';
import { Icon } from '../ui/icon.js';
import { Notice } from '../ui/notice.js';
import { useSignIn } from './use-sign-in.js';
import { Welcome } from './welcome.js';

export function Home() {
  const { translator: t, accounts, pending, askedAt, tampered, online, checked } = useAppState();
  if (accounts.length === 0) return <Welcome />;
  const isAsking = online && accounts.some(({ enrollments }) => enrollments.some(({ state }) => state === 'active'));
  const isKnown = checked || !isAsking;
  return (
    <Frame title={t('home.title')}>
      {isFatiguing([...askedAt.values()]) && (
        <Notice kind="warning">
          <p>{t('home.fatigue')}</p>
        </Notice>
      )}
      {tampered && (
        <Notice kind="danger">
          <p>{t('home.tampered')}</p>
        </Notice>
      )}
      {pending.length > 0 && <Waiting pending={pending} />}
      {pending.length === 0 && (isKnown ? <NothingWaits /> : <Unknown />)}
      <CheckForRequests />
      <Accounts accounts={accounts} />
    </Frame>
  );
}

/** Before the first answer nobody knows whether something waits. */
function Unknown() {
  return (
    <div class="skeleton" aria-hidden="true">
      <span />
      <span />
    </div>
  );
}

function NothingWaits() {
  const { translator: t } = useAppState();
  return (
    <section class="empty">
      <span class="empty-sign">
        <Icon name="check" />
      </span>
      <p class="empty-title">{t('home.none')}</p>
      <p class="hint">{t('home.noneHint')}</p>
    </section>
  );
}

function Waiting({ pending }: { readonly pending: readonly PendingRequest[] }) {
  const { translator: t } = useAppState();
  const app = useApp();
  const [, setNow] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => {
      app.dropExpired();
      setNow(Date.now());
    }, 1_000);
    return () => clearInterval(timer);
  }, []);
  return (
    <section aria-label={t('home.waiting')} aria-live="polite">
      <ul class="list">
        {pending.map((request) => (
          <li key={`${request.challenge.transactionId}/${request.enrollment.id}`}>
            <WaitingRequest request={request} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function WaitingRequest({ request: { challenge, brand, theme, username } }: { readonly request: PendingRequest }) {
  const { translator: t, clockAheadMs } = useAppState();
  const { navigate } = useApp();
  const client = challenge.display?.clientName ?? challenge.appInstanceName ?? brand;
  const { lines, bindingMessage: message, display } = challenge;
  const what = inShort({ lines, message, locale: display?.locale }) || visibleText(message ?? client);
  const { unit, count } = inWords(secondsLeft(challenge.expiresAt, Date.now() - clockAheadMs));
  const path = requestPath(challenge.transactionId);
  return (
    <a
      class="card card-link branded"
      style={brandProperties(theme)}
      href={path}
      onClick={(event) => {
        event.preventDefault();
        navigate(path);
      }}
    >
      <BrandMark name={client} />
      <span class="card-text">
        <strong class="card-what">
          <bdi>{what}</bdi>
        </strong>
        <span class="hint">
          <bdi>{visibleText(client)}</bdi> · <bdi>{username ?? brand}</bdi>
        </span>
        <span class="hint">{t('request.left', { time: t(`request.${unit}`, { count }) })}</span>
      </span>
      <span class="card-act">
        {t('home.review')}
        <Icon name="chevron" turns />
      </span>
    </a>
  );
}

function CheckForRequests() {
  const { translator: t } = useAppState();
  const app = useApp();
  const [state, setState] = useState<'idle' | 'busy' | Date | 'failed'>('idle');
  const check = async () => {
    setState('busy');
    setState((await app.checkForRequests()) ? new Date() : 'failed');
  };
  return (
    <div class="check">
      <Button kind="secondary" busy={state === 'busy'} onPress={() => void check()}>
        <Icon name="refresh" />
        {t('home.check')}
      </Button>
      <p class="hint" role={state === 'failed' ? 'alert' : 'status'}>
        {state === 'busy' && t('home.checking')}
        {state === 'failed' && t('home.checkFailed')}
        {state instanceof Date && t('home.checked', { time: t.time(state) })}
      </p>
    </div>
  );
}

function Accounts({ accounts }: { readonly accounts: readonly AccountState[] }) {
  const { translator: t, settings } = useAppState();
  const { navigate } = useApp();
  const signIn = useSignIn();
  return (
    <section class="block">
      <h2>{t('home.accounts')}</h2>
      <ul class="list">
        {accounts.map((account) => (
          <li key={account.account.key}>
            <AccountCard state={account} />
          </li>
        ))}
      </ul>
      {settings.brands.map((entry) => (
        <Button
          key={entry.authenticatorId}
          kind="quiet"
          busy={signIn.busy}
          onPress={() =>
            signIn.begin(entry, { intent: { kind: 'set-up' }, afresh: accounts.some(({ account }) => account.orgUrl === entry.orgUrl) })
          }
        >
          <Icon name="plus" />
          {settings.brands.length > 1 ? t('welcome.signInTo', { brand: entry.brand }) : t('home.addAccount')}
        </Button>
      ))}
      <Button kind="quiet" onPress={() => navigate('/enroll')}>
        {t('welcome.haveCode')}
      </Button>
      {signIn.failed && (
        <Notice kind="danger">
          <p>{t('home.checkFailed')}</p>
        </Notice>
      )}
    </section>
  );
}

function AccountCard({ state: { account, refused, brand, theme, enrollments, connection } }: { readonly state: AccountState }) {
  const { translator: t, settings } = useAppState();
  const signIn = useSignIn();
  const known = standingOf(enrollments.map(({ state }) => state));
  const standing = refused && known === 'active' ? 'refused' : known;
  const entry = brandEntryOf(settings.brands, account);
  return (
    <div class="card branded" style={brandProperties(theme)}>
      <BrandMark name={brand} filled />
      <span class="card-text">
        <strong>
          <bdi>{account.username ?? account.userId}</bdi>
        </strong>
        <span class="hint">
          <bdi>{brand}</bdi>
        </span>
        <span class={`standing standing-${standing}`}>
          <Icon name={standing === 'active' ? 'check' : 'warning'} />
          {connection === 'reconnecting' || connection === 'offline' ? t('app.reconnecting') : t(standingTexts[standing])}
        </span>
      </span>
      {(standing === 'revoked' || standing === 'refused' || standing === 'notSetUp') && entry !== undefined && (
        <Button
          kind="secondary"
          busy={signIn.busy}
          onPress={() => signIn.begin(entry, { intent: { kind: 'set-up' }, loginHint: account.username, afresh: true })}
        >
          {t('account.setUpAgain')}
        </Button>
      )}
    </div>
  );
}

const standingTexts = {
  active: 'account.active',
  suspended: 'account.suspended',
  revoked: 'account.revoked',
  refused: 'account.refused',
  notSetUp: 'account.notSetUp',
} as const satisfies Record<string, MessageKey>;

function standingOf(states: readonly AccountState['enrollments'][number]['state'][]): Exclude<keyof typeof standingTexts, 'refused'> {
  if (states.length === 0) return 'notSetUp';
  if (states.includes('active')) return 'active';
  return states.includes('suspended') ? 'suspended' : 'revoked';
}
