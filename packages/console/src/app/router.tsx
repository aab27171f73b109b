/**
 * Every page of the console. A page is one line here, with its address and the module it arrives in; an address in `shell/sections.ts`
 * puts it into the navigation.
 */
import type { QueryClient } from '@tanstack/react-query';
import { createRootRouteWithContext, createRoute, createRouter, lazyRouteComponent, redirect } from '@tanstack/react-router';
import { parseSearch, writeSearch, type PageSearch } from '../patterns/search-state.js';
import { sessionQuery } from '../session/session.js';
import { isLeavingForSignIn } from '../session/sign-in-again.js';
import { Shell } from '../shell/shell.js';
import { NoSuchPage, PageFailed, PageLoading, StartFailed } from './page-states.js';

interface RouterContext {
  readonly queries: QueryClient;
}

const root = createRootRouteWithContext<RouterContext>()({
  validateSearch: (search: Record<string, unknown>): PageSearch => parseSearch(writeSearch(search)),
  beforeLoad: async ({ context }) => {
    try {
      await context.queries.ensureQueryData(sessionQuery);
    } catch (error) {
      // the browser is already asking for another page
      if (isLeavingForSignIn()) await new Promise(() => undefined);
      throw error;
    }
  },
  component: Shell,
  errorComponent: StartFailed,
  notFoundComponent: NoSuchPage,
});
const parent = { getParentRoute: () => root } as const;

const routeTree = root.addChildren([
  createRoute({
    ...parent,
    path: '/',
    beforeLoad: () => {
      redirect({ to: '/applications', throw: true });
    },
  }),
  createRoute({
    ...parent,
    path: '/applications',
    component: lazyRouteComponent(() => import('../routes/applications/applications-page.js'), 'ApplicationsPage'),
  }),
  createRoute({
    ...parent,
    path: '/applications/new',
    component: lazyRouteComponent(() => import('../routes/applications/create-app-page.js'), 'CreateAppPage'),
  }),
  createRoute({
    ...parent,
    path: '/applications/$appId',
    component: lazyRouteComponent(() => import('../routes/applications/app-page.js'), 'AppPage'),
  }),
  createRoute({
    ...parent,
    path: '/security/api',
    component: lazyRouteComponent(() => import('../routes/authorization-servers/api-page.js'), 'ApiPage'),
  }),
  createRoute({
    ...parent,
    path: '/security/api/$authServerId',
    component: lazyRouteComponent(() => import('../routes/authorization-servers/authorization-server-page.js'), 'AuthorizationServerPage'),
  }),
  createRoute({
    ...parent,
    path: '/reports/ciba-requests',
    component: lazyRouteComponent(() => import('../routes/reports/ciba-requests/ciba-requests-page.js'), 'CibaRequestsPage'),
  }),
  createRoute({
    ...parent,
    path: '/reports/ciba-requests/$transactionId',
    component: lazyRouteComponent(() => import('../routes/reports/ciba-requests/ciba-request-page.js'), 'CibaRequestPage'),
  }),
  createRoute({
    ...parent,
    path: '/reports/system-log',
    component: lazyRouteComponent(() => import('../routes/reports/system-log/system-log-page.js'), 'SystemLogPage'),
  }),
  createRoute({
    ...parent,
    path: '/settings/features',
    component: lazyRouteComponent(() => import('../routes/settings/features-page.js'), 'FeaturesPage'),
  }),
]);

export function createAppRouter(queries: QueryClient) {
  return createRouter({
    routeTree,
    basepath: '/admin',
    context: { queries },
    parseSearch,
    stringifySearch: writeSearch,
    defaultPreload: 'intent',
    defaultPreloadStaleTime: 0,
    defaultErrorComponent: PageFailed,
    defaultPendingComponent: PageLoading,
    defaultPendingMs: 150,
    scrollRestoration: true,
  });
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createAppRouter>;
  }
}
