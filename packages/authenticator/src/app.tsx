/** Which screen an address stands for. The list comes with the app; the question is fetched behind it, the rest when it is needed. */
import { useEffect } from 'preact/hooks';
import { Home } from './screens/home.js';
import { routeOf } from './state/routes.js';
import { useApp, useAppState } from './ui/app-context.js';
import { Frame } from './ui/frame.js';
import { later } from './ui/later.js';

/** Brought by the page itself when its address asks for it: it must open at once from a notification. */
export const Request = later(async () => (await import('./screens/request.js')).Request, { texts: ['consent'], alone: true });
const History = later(async () => (await import('./screens/history.js')).History, { texts: ['consent', 'screens'] });
const Settings = later(async () => (await import('./screens/settings.js')).Settings, { texts: ['screens'] });
const Callback = later(async () => (await import('./screens/callback.js')).Callback, { texts: ['screens'], alone: true });
const SetUp = later(async () => (await import('./screens/set-up.js')).SetUp, { texts: ['screens'], alone: true });
const Enroll = later(async () => (await import('./screens/enroll.js')).Enroll, { texts: ['screens'], alone: true });

export function App() {
  const { path, ready, accounts, translator: t } = useAppState();
  const app = useApp();
  const canBeAsked = ready && accounts.length > 0;
  useEffect(() => {
    // a request that comes while the list is open shows without a wait; if this fails the screen itself says so
    if (canBeAsked) Request.prepare(app).catch(() => undefined);
  }, [canBeAsked]);
  const route = routeOf(path);
  if (!ready) {
    return (
      <Frame title={t('app.loading')} waiting>
        {null}
      </Frame>
    );
  }
  switch (route.screen) {
    case 'home':
      return <Home />;
    case 'request':
      return <Request key={route.transactionId} transactionId={route.transactionId} />;
    case 'history':
      return <History transactionId={route.transactionId} />;
    case 'settings':
      return <Settings />;
    case 'callback':
      return <Callback />;
    case 'set-up':
      return <SetUp />;
    case 'enroll':
      return <Enroll />;
  }
}
