import '@mantine/core/styles.css';
import '@mantine/notifications/styles.css';
import '@mantine/spotlight/styles.css';
import './app/global.css';
import { localStorageColorSchemeManager, MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { onSignedOut } from './api/signed-out.js';
import { createAppQueryClient } from './app/query-client.js';
import { createAppRouter } from './app/router.js';
import { publishStyleNonce, styleNonce } from './app/style-nonce.js';
import { cssVariables, theme } from './app/theme.js';
import { ConfirmProvider } from './patterns/confirm.js';
import { goToSignIn } from './session/sign-in-again.js';

publishStyleNonce();
const queries = createAppQueryClient();
const router = createAppRouter(queries);
const colours = localStorageColorSchemeManager({ key: 'countersign-console-theme' });
// drafts are kept by the forms, which hear of it as well
onSignedOut(goToSignIn);

const place = document.getElementById('app');
if (place === null) throw new Error('The page has no place for the console.');
createRoot(place).render(
  <StrictMode>
    <MantineProvider
      theme={theme}
      cssVariablesResolver={cssVariables}
      getStyleNonce={styleNonce}
      colorSchemeManager={colours}
      defaultColorScheme="auto"
    >
      <QueryClientProvider client={queries}>
        <Notifications position="bottom-right" withinPortal={false} />
        <ConfirmProvider>
          <RouterProvider router={router} />
        </ConfirmProvider>
      </QueryClientProvider>
    </MantineProvider>
  </StrictMode>,
);
