/** The app without its screens: reads what is on this device, stays connected, decides, and keeps the state the screens show. */
import { isDeviceError, type Account, type AccountList, type DeviceError, type ReportReason } from '@countersign/devices-sdk/browser';
import { fetchBrandConfig, wrongClockMinutes } from '../accounts/brand-entry.js';
import { outcomeOfFailure, type DecisionOutcome } from '../consent/decision-outcome.js';
import { firstView } from '../i18n/en/first-view.js';
import type { TextGroup } from '../i18n/texts.js';
import { createTranslator } from '../i18n/translator.js';
import { withdrawNotification, withdrawOthers } from '../notifications/notifications.js';
import { defaultSettings, readSettings, writeSettings, type AppSettings } from '../settings/app-settings.js';
import { rememberForFirstPaint } from '../settings/first-paint.js';
import type { SignedIn } from '../sign-in/sign-in.js';
import { takeArrivedCode } from './arrived-code.js';
import { openAccountList } from './account-list.js';
import { createAppTexts } from './app-texts.js';
import { brandEntryOf, brandNameOf, withPending, type AccountState, type AppState, type PendingRequest } from './app-state.js';
import { openOtherWindows, tellOtherWindows, type WindowMessage } from './other-windows.js';
import { requestPath, routeOf } from './routes.js';
import { createStore, type Store } from './store.js';
import { createAccountWatcher, type WatchEvents } from './watch-accounts.js';

export interface Decision {
  readonly choice: 'approve' | 'deny';
  readonly number?: string | undefined;
  /** The person could not be recognised and goes on without, where the org only prefers it. */
  readonly withoutVerification?: boolean | undefined;
}

export interface AuthenticatorApp {
  readonly state: Store<AppState>;
  readonly accounts: AccountList;
  start(): Promise<void>;
  readonly navigate: (path: string, options?: { readonly replace?: boolean }) => void;
  /** Reads the accounts again and connects them: after one was added, changed or removed. */
  reloadAccounts(): Promise<void>;
  /** True when every list came. */
  checkForRequests(): Promise<boolean>;
  decide(request: PendingRequest, decision: Decision): Promise<DecisionOutcome>;
  /** Takes what nobody can answer any more off the list. */
  dropExpired(): void;
  report(request: Pick<PendingRequest, 'enrollment'> & { readonly transactionId: string }, reason: ReportReason): Promise<void>;
  readonly changeSettings: (change: Partial<AppSettings>) => Promise<void>;
  /** Brings the texts of a screen that is about to show. */
  loadTexts(groups: readonly TextGroup[]): Promise<void>;
  useSignIn(signedIn: SignedIn | undefined): void;
  /** The code the app was opened with; it is there once. */
  takeCode(): string | undefined;
}

class NotVerified extends Error {}

const endedOnServer: ReadonlySet<string> = new Set(['enrollment_deleted', 'enrollment_not_found', 'device_deleted', 'user_deleted']);

export function createAuthenticatorApp(): AuthenticatorApp {
  const accounts = openAccountList();
  const state = createStore<AppState>({
    ready: false,
    path: location.pathname,
    translator: createTranslator('en', { firstView }),
    settings: defaultSettings,
    accounts: [],
    pending: [],
    checked: false,
    ended: new Set(),
    askedAt: new Map(),
    tampered: false,
    online: navigator.onLine,
    clockAheadMs: 0,
    signedIn: undefined,
    arrivedCode: takeArrivedCode(),
  });
  const patch = (change: Partial<AppState>) => state.set((before) => ({ ...before, ...change }));
  const texts = createAppTexts(state);
  const channel = openOtherWindows();
  const watcher = createAccountWatcher(
    accounts,
    watchEvents(state, () => void readAccounts()),
  );

  const navigate: AuthenticatorApp['navigate'] = (path, { replace = false } = {}) => {
    if (replace) history.replaceState(null, '', path);
    else if (path !== location.pathname) history.pushState(null, '', path);
    patch({ path });
    scrollTo(0, 0);
  };
  const readAccounts = async (): Promise<void> => {
    const list = await accounts.list();
    const { brands } = state.get().settings;
    const states = await Promise.all(list.map((account) => accountState(accounts, account, brands)));
    state.set((before) => ({
      ...before,
      accounts: states.map((one) => ({
        ...one,
        refused: before.accounts.some(({ account, refused }) => refused && account.key === one.account.key),
      })),
      pending: before.pending.filter(({ accountKey }) => states.some(({ account }) => account.key === accountKey)),
    }));
  };
  const reconnect = async (): Promise<void> => {
    await readAccounts();
    if (document.visibilityState === 'visible') watcher.watch(state.get().accounts);
  };
  const applySettings = async (settings: AppSettings): Promise<void> => {
    patch({ settings });
    await texts.refresh();
    rememberForFirstPaint(settings, state.get().translator.language);
  };
  const changeSettings = async (change: Partial<AppSettings>): Promise<void> => {
    await applySettings({ ...state.get().settings, ...change });
    const { settings, translator: t } = state.get();
    const notificationTexts = {
      body: t('notification.body'),
      review: t('notification.review'),
      deny: t('notification.deny'),
      refused: t('notification.refused'),
    };
    await writeSettings({ ...settings, notificationTexts });
  };
  const readBrands = async (): Promise<void> => {
    try {
      const { entries, clockAheadMs } = await fetchBrandConfig();
      patch({ clockAheadMs });
      await changeSettings({ brands: entries });
    } catch {
      // offline: the brands of the last time hold
    }
  };

  return {
    state,
    accounts,
    navigate,
    changeSettings,
    loadTexts: texts.want,
    async start() {
      // before anything is read: a tap on a notification may bring its message while the app starts
      listenToBrowser({ state, navigate, watcher, reconnect });
      await applySettings(await readSettings());
      await readAccounts();
      patch({ ready: true });
      channel.onmessage = ({ data }: MessageEvent<WindowMessage>) => void (data === 'decided' ? readAccounts() : reconnect());
      openOnlyRequest(state, navigate);
      if (document.visibilityState === 'visible') watcher.watch(state.get().accounts);
      await readBrands();
      await readAccounts();
    },
    async reloadAccounts() {
      tellOtherWindows(channel, 'accounts');
      await reconnect();
    },
    checkForRequests: () => watcher.ask(state.get().accounts),
    async decide(request, decision) {
      const outcome = await sendDecision(request, decision);
      if (outcome !== 'notSent' && outcome !== 'notVerified' && outcome !== 'needsVerification') {
        state.set((before) => ({ ...before, pending: before.pending.filter(({ challenge }) => challenge !== request.challenge) }));
        void withdrawNotification(request.challenge.transactionId);
        tellOtherWindows(channel, 'decided');
      }
      if (outcome === 'revoked') await readAccounts();
      return outcome;
    },
    dropExpired() {
      state.set((before) => {
        const pending = before.pending.filter(({ challenge }) => challenge.expiresAt.getTime() > Date.now() - before.clockAheadMs);
        return pending.length === before.pending.length ? before : { ...before, pending };
      });
    },
    report: ({ enrollment, transactionId }, reason) => enrollment.report({ transactionId, reason }),
    useSignIn: (signedIn) => patch({ signedIn }),
    takeCode() {
      const code = state.get().arrivedCode ?? takeArrivedCode();
      patch({ arrivedCode: undefined });
      return code;
    },
  };
}

async function accountState(accounts: AccountList, account: Account, brands: AppSettings['brands']): Promise<AccountState> {
  const enrollments = await (await accounts.open(account)).allEnrollments();
  const { theme } = brandEntryOf(brands, account) ?? {};
  return { account, brand: brandNameOf(brands, account), theme, enrollments, connection: undefined, refused: false };
}

function watchEvents(state: Store<AppState>, readAccounts: () => void): WatchEvents {
  const change = ({ key }: Account, part: Partial<AccountState>): void =>
    state.set((before) => ({ ...before, accounts: before.accounts.map((one) => (one.account.key === key ? { ...one, ...part } : one)) }));
  const giveUpWaiting = (): void => state.set((before) => (before.checked ? before : { ...before, checked: true }));
  return {
    pending({ account, brand, theme }, { enrollment, challenges, refused }) {
      // nothing else told of those that ended while the app was closed
      void withdrawOthers(
        enrollment.id,
        challenges.map(({ transactionId }) => transactionId),
      );
      state.set((before) => {
        const open = challenges.filter(({ transactionId }) => !before.ended.has(transactionId));
        const list = open.map((challenge) => ({
          accountKey: account.key,
          brand,
          theme,
          username: account.username,
          enrollment,
          challenge,
        }));
        const seen = open.map((challenge) => [challenge.transactionId, challenge.transactionTime.getTime()] as const);
        const tampered = refused.some(({ code }) => code === 'display_mismatch' || code === 'challenge_untrusted');
        return {
          ...before,
          accounts: before.accounts.map((one) => (one.account.key === account.key ? { ...one, refused: false } : one)),
          pending: withPending(before.pending, enrollment.id, list),
          checked: true,
          askedAt: new Map([...before.askedAt, ...seen]),
          tampered: before.tampered || tampered,
        };
      });
    },
    closed(transactionId) {
      void withdrawNotification(transactionId);
      state.set((before) => ({
        ...before,
        ended: new Set([...before.ended, transactionId]),
        pending: before.pending.filter(({ challenge }) => challenge.transactionId !== transactionId),
      }));
    },
    connection({ account }, connection) {
      if (connection === 'reconnecting' || connection === 'offline') giveUpWaiting();
      change(account, { connection });
    },
    failed({ account }, error: DeviceError) {
      giveUpWaiting();
      // a wrong clock makes statements invalid too, and is told of
      if (error.code === 'maintenance_token_refused' && wrongClockMinutes(state.get().clockAheadMs) === undefined) {
        change(account, { refused: true });
      }
      if (endedOnServer.has(error.code)) readAccounts();
    },
  };
}

async function sendDecision(
  { challenge }: PendingRequest,
  { choice, number, withoutVerification = false }: Decision,
): Promise<DecisionOutcome> {
  try {
    const { delivery } = await challenge.resolve({
      consent: () => (number === undefined ? choice : { choice, number }),
      async userVerification(step) {
        if (withoutVerification) return { result: 'unavailable' };
        const outcome = await step.verify();
        // nothing is sent: the person is asked again
        if (outcome.result !== 'verified') throw new NotVerified();
        return outcome;
      },
    });
    if (delivery === 'alreadyAnswered') return 'unconfirmed';
    return choice === 'approve' ? 'approved' : 'refused';
  } catch (error) {
    if (error instanceof NotVerified) return 'notVerified';
    return outcomeOfFailure(isDeviceError(error) ? error.code : undefined);
  }
}

/** A single request that arrives while the person looks at the list opens by itself; of several none does. */
function openOnlyRequest(state: Store<AppState>, navigate: AuthenticatorApp['navigate']): void {
  const opened = new Set<string>();
  state.subscribe(() => {
    const { pending, path } = state.get();
    const [only, ...others] = pending;
    if (only === undefined || others.length > 0 || routeOf(path).screen !== 'home') return;
    const { transactionId } = only.challenge;
    if (opened.has(transactionId)) return;
    opened.add(transactionId);
    navigate(requestPath(transactionId));
  });
}

interface BrowserNeeds {
  readonly state: Store<AppState>;
  readonly navigate: AuthenticatorApp['navigate'];
  readonly watcher: ReturnType<typeof createAccountWatcher>;
  readonly reconnect: () => Promise<void>;
}

function listenToBrowser({ state, navigate, watcher, reconnect }: BrowserNeeds): void {
  addEventListener('popstate', () => state.set((before) => ({ ...before, path: location.pathname })));
  for (const kind of ['online', 'offline']) {
    addEventListener(kind, () => state.set((before) => ({ ...before, online: navigator.onLine })));
  }
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') void reconnect();
    else watcher.stop();
  });
  // a tap on a notification while the app is open: the service worker says where to go
  navigator.serviceWorker?.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
    if (typeof data !== 'object' || data === null) return;
    if ('open' in data && typeof data.open === 'string' && data.open.startsWith('/')) navigate(data.open);
    if ('pull' in data) void watcher.ask(state.get().accounts);
  });
}
