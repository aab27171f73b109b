/** Which screen an address stands for. What must open at once from a notification comes with the app; the rest arrives when it is needed. */
import { Home } from './screens/home.js';
import { Request } from './screens/request.js';
import { routeOf } from './state/routes.js';
import { useAppState } from './ui/app-context.js';
import { Frame } from './ui/frame.js';
import { later } from './ui/later.js';

const History = later(async () => (await import('./screens/history.js')).History);
const Settings = later(async () => (await import('./screens/settings.js')).Settings);
const Callback = later(async () => (await import('./screens/callback.js')).Callback);
const SetUp = later(async () => (await import('./screens/set-up.js')).SetUp);

export function App() {
  const { path, ready, translator: t } = useAppState();
  const route = routeOf(path);
  if (!ready) return <Frame title={t('app.loading')}>{null}</Frame>;
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
  }
}
