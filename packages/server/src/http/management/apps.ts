/** `/api/v1/apps` (okta-api 3.6.1). */
import { appInput } from '@countersign/contracts';
import { activateApp, type AppRecord, createApp, deactivateApp, deleteApp, getApp, listApps, replaceApp } from '@countersign/engine';
import { z } from 'zod';
import type { ServerContext } from '../../server-context.js';
import { link, time } from './links.js';
import { noContent, ok } from './management-call.js';
import { page } from './page.js';
import { activateQuery } from './query.js';
import type { Router } from './router.js';

const listQuery = z.object({ q: z.string().optional(), filter: z.string().optional() });

export function appRoutes(routes: Router, server: ServerContext): void {
  routes.post('/apps', async (call) => {
    const { activate } = call.query(activateQuery);
    const { app, secret } = await createApp(server, { input: call.body(appInput), active: activate }, call.actor);
    return ok(presentApp(app, call.orgUrl, secret));
  });
  routes.get('/apps', (call) =>
    page({
      call,
      path: '/apps',
      query: call.search({ defaultLimit: 20, maxLimit: 200 }),
      keep: call.query(listQuery),
      read: (query) => listApps(server, call.actor.orgId, query),
      idOf: (app) => app.id,
      present: (app) => presentApp(app, call.orgUrl),
    }),
  );
  routes.get('/apps/:id', async (call) => ok(presentApp(await getApp(server, call.actor.orgId, call.param('id')), call.orgUrl)));
  routes.put('/apps/:id', async (call) => {
    await getApp(server, call.actor.orgId, call.param('id'));
    const { app, secret } = await replaceApp(server, { id: call.param('id'), input: call.body(appInput) }, call.actor);
    return ok(presentApp(app, call.orgUrl, secret));
  });
  routes.delete('/apps/:id', async (call) => {
    await deleteApp(server, call.param('id'), call.actor);
    return noContent;
  });
  routes.post('/apps/:id/lifecycle/activate', async (call) => {
    await activateApp(server, call.param('id'), call.actor);
    return ok({});
  });
  routes.post('/apps/:id/lifecycle/deactivate', async (call) => {
    await deactivateApp(server, call.param('id'), call.actor);
    return ok({});
  });
}

/** The secret is shown after create and replace only (okta-api 3.6.2). */
export function presentApp(app: AppRecord, orgUrl: string, secret?: string): object {
  const { document } = app;
  const path = `/apps/${app.id}`;
  return {
    id: app.id,
    orn: `orn:okta:idp:${app.orgId}:apps:oidc_client:${app.id}`,
    name: document.name,
    label: app.label,
    status: app.status,
    lastUpdated: time(app.updatedAt),
    created: time(app.createdAt),
    accessibility: document.accessibility,
    visibility: document.visibility,
    features: [],
    signOnMode: document.signOnMode,
    credentials: {
      userNameTemplate: document.credentials.userNameTemplate,
      signing: {},
      oauthClient: {
        client_id: app.clientId,
        ...(secret === undefined ? {} : { client_secret: secret }),
        ...document.credentials.oauthClient,
      },
    },
    profile: document.profile,
    settings: {
      app: {},
      notifications: { vpn: { network: { connection: 'DISABLED' }, message: null, helpUrl: null } },
      manualProvisioning: false,
      implicitAssignment: document.settings.implicitAssignment,
      emOptInStatus: 'NONE',
      notes: document.settings.notes,
      oauthClient: document.settings.oauthClient,
    },
    _links: {
      self: link(orgUrl, path, 'GET', 'PUT', 'DELETE'),
      appLinks: [],
      users: link(orgUrl, `${path}/users`, 'GET', 'POST'),
      groups: link(orgUrl, `${path}/groups`),
      clientCredentials: [{ name: 'secrets', ...link(orgUrl, `${path}/credentials/secrets`, 'GET', 'POST') }],
      ...(app.status === 'ACTIVE'
        ? { deactivate: link(orgUrl, `${path}/lifecycle/deactivate`, 'POST') }
        : { activate: link(orgUrl, `${path}/lifecycle/activate`, 'POST'), delete: link(orgUrl, path, 'DELETE') }),
    },
  };
}
