/** `/api/v1/apps` (okta-api 3.6.1). */
import type { appOperations, appOutput } from '@countersign/contracts';
import { activateApp, type AppRecord, createApp, deactivateApp, deleteApp, getApp, listApps, replaceApp } from '@countersign/engine';
import type { z } from 'zod';
import type { ServerContext } from '../../server-context.js';
import type { Handlers, Presented } from './handlers.js';
import { link, time } from './links.js';
import { listPage } from './list-page.js';

export function appHandlers(server: ServerContext): Handlers<typeof appOperations> {
  return {
    async createApplication(call) {
      const { activate } = call.query();
      const { app, secret } = await createApp(server, { input: call.body(), active: activate }, call.actor);
      return presentApp(app, call.orgUrl, secret);
    },
    listApplications: (call) =>
      listPage(call, {
        read: (query) => listApps(server, call.actor.orgId, query),
        idOf: (app) => app.id,
        present: (app) => presentApp(app, call.orgUrl),
      }),
    getApplication: async (call) => presentApp(await getApp(server, call.actor.orgId, call.path.appId), call.orgUrl),
    async replaceApplication(call) {
      const { id } = await getApp(server, call.actor.orgId, call.path.appId);
      const { app, secret } = await replaceApp(server, { id, input: call.body() }, call.actor);
      return presentApp(app, call.orgUrl, secret);
    },
    deleteApplication: (call) => deleteApp(server, call.path.appId, call.actor),
    async activateApplication(call) {
      await activateApp(server, call.path.appId, call.actor);
      return {};
    },
    async deactivateApplication(call) {
      await deactivateApp(server, call.path.appId, call.actor);
      return {};
    },
  };
}

/** The secret is shown after create and replace only (okta-api 3.6.2). */
export function presentApp(app: AppRecord, orgUrl: string, secret?: string): Presented<z.output<typeof appOutput>> {
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
