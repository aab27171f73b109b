import { render } from 'preact';
import { App, Request } from './app.js';
import { registerServiceWorker } from './notifications/register-service-worker.js';
import { createAuthenticatorApp } from './state/authenticator-app.js';
import { routeOf } from './state/routes.js';
import './styles/app.css';
import { AppProvider } from './ui/app-context.js';

const root = document.getElementById('app');
if (root === null) throw new Error('the page has no place for the app');
const app = createAuthenticatorApp();
const isDeciding = () => routeOf(app.state.get().path).screen === 'request';

render(
  <AppProvider value={app}>
    <App />
  </AppProvider>,
  root,
);
// beside the start and not after it; if it fails the screen itself says so
if (isDeciding()) Request.prepare(app).catch(() => undefined);
app.start().catch((error: unknown) => {
  // what cannot be read on this device cannot be shown: say so, and keep the cause for whoever looks
  root.textContent = app.state.get().translator('app.error');
  throw error;
});
registerServiceWorker(isDeciding).then(
  (letNewWorkerIn) => app.state.subscribe(letNewWorkerIn),
  // without it the app works while it is open
  () => undefined,
);
