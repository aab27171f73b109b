/**
 * Every page of the console. A page is one line here, with its address and the module it arrives in; an address in `shell/sections.ts`
 * puts it into the navigation.
 */
import type { QueryClient } from '@tanstack/react-query';
import { createRootRouteWithContext, createRoute, createRouter, redirect } from '@tanstack/react-router';
import { parseSearch, writeSearch, type PageSearch } from '../patterns/search-state.js';
import { sessionQuery } from '../session/session.js';
import { isLeavingForSignIn } from '../session/sign-in-again.js';
import { Shell } from '../shell/shell.js';
import { lazyPage } from './lazy-page.js';
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
      redirect({ to: '/dashboard', throw: true });
    },
  }),
  createRoute({
    ...parent,
    path: '/applications',
    component: lazyPage(() => import('../routes/applications/applications-page.js'), 'ApplicationsPage'),
  }),
  createRoute({
    ...parent,
    path: '/applications/new',
    component: lazyPage(() => import('../routes/applications/create-app-page.js'), 'CreateAppPage'),
  }),
  createRoute({
    ...parent,
    path: '/applications/$appId',
    component: lazyPage(() => import('../routes/applications/app-page.js'), 'AppPage'),
  }),
  createRoute({
    ...parent,
    path: '/security/api',
    component: lazyPage(() => import('../routes/authorization-servers/api-page.js'), 'ApiPage'),
  }),
  createRoute({
    ...parent,
    path: '/security/api/$authServerId',
    component: lazyPage(() => import('../routes/authorization-servers/authorization-server-page.js'), 'AuthorizationServerPage'),
  }),
  createRoute({
    ...parent,
    path: '/reports/ciba-requests',
    component: lazyPage(() => import('../routes/reports/ciba-requests/ciba-requests-page.js'), 'CibaRequestsPage'),
  }),
  createRoute({
    ...parent,
    path: '/reports/ciba-requests/$transactionId',
    component: lazyPage(() => import('../routes/reports/ciba-requests/ciba-request-page.js'), 'CibaRequestPage'),
  }),
  createRoute({
    ...parent,
    path: '/reports/system-log',
    component: lazyPage(() => import('../routes/reports/system-log/system-log-page.js'), 'SystemLogPage'),
  }),
  createRoute({
    ...parent,
    path: '/dashboard',
    component: lazyPage(() => import('../routes/dashboard/dashboard-page.js'), 'DashboardPage'),
  }),
  createRoute({
    ...parent,
    path: '/try-it',
    component: lazyPage(() => import('../routes/try-it/try-it-page.js'), 'TryItPage'),
  }),
  createRoute({
    ...parent,
    path: '/docs/$page',
    component: lazyPage(() => import('../routes/docs/docs-page.js'), 'DocsPage'),
  }),
  createRoute({
    ...parent,
    path: '/people',
    component: lazyPage(() => import('../routes/people/people-page.js'), 'PeoplePage'),
  }),
  createRoute({
    ...parent,
    path: '/people/new',
    component: lazyPage(() => import('../routes/people/create-person-page.js'), 'CreatePersonPage'),
  }),
  createRoute({
    ...parent,
    path: '/people/$userId',
    component: lazyPage(() => import('../routes/people/person-page.js'), 'PersonPage'),
  }),
  createRoute({
    ...parent,
    path: '/groups',
    component: lazyPage(() => import('../routes/groups/groups-page.js'), 'GroupsPage'),
  }),
  createRoute({
    ...parent,
    path: '/groups/$groupId',
    component: lazyPage(() => import('../routes/groups/group-page.js'), 'GroupPage'),
  }),
  createRoute({
    ...parent,
    path: '/devices',
    component: lazyPage(() => import('../routes/devices/devices-page.js'), 'DevicesPage'),
  }),
  createRoute({
    ...parent,
    path: '/devices/$deviceId',
    component: lazyPage(() => import('../routes/devices/device-page.js'), 'DevicePage'),
  }),
  createRoute({
    ...parent,
    path: '/security/authenticators',
    component: lazyPage(() => import('../routes/authenticators/authenticators-page.js'), 'AuthenticatorsPage'),
  }),
  createRoute({
    ...parent,
    path: '/security/authenticators/$authenticatorId',
    component: lazyPage(() => import('../routes/authenticators/authenticator-page.js'), 'AuthenticatorPage'),
  }),
  createRoute({
    ...parent,
    path: '/customizations/brands',
    component: lazyPage(() => import('../routes/brands/brands-page.js'), 'BrandsPage'),
  }),
  createRoute({
    ...parent,
    path: '/customizations/brands/$brandId',
    component: lazyPage(() => import('../routes/brands/brand-page.js'), 'BrandPage'),
  }),
  createRoute({
    ...parent,
    path: '/settings/sign-in',
    component: lazyPage(() => import('../routes/settings/sign-in-page.js'), 'SignInPage'),
  }),
  createRoute({
    ...parent,
    path: '/settings/trusted-origins',
    component: lazyPage(() => import('../routes/settings/trusted-origins-page.js'), 'TrustedOriginsPage'),
  }),
  createRoute({
    ...parent,
    path: '/settings/features',
    component: lazyPage(() => import('../routes/settings/features-page.js'), 'FeaturesPage'),
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
