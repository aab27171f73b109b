/**
 * `GET /.well-known/app-authenticator-configuration?oauthClientId=…`: what an app may enrol in, and how (devices protocol 1.3).
 * Public: a token is tolerated, also a bad one. At most one element: stock SDKs read the first.
 */
import type { AppAuthenticatorConfiguration } from '@countersign/contracts/wire';
import { validationFailed, type Authenticator, type Org } from '@countersign/engine';
import type { FastifyInstance } from 'fastify';
import type { ServerContext } from '../../server-context.js';
import { sendJson } from '../myaccount/send-json.js';

const clientIdForm = /^[\x21-\x7e]{1,255}$/;

export function appAuthenticatorConfigurationRoutes(app: FastifyInstance, server: ServerContext): void {
  app.get<{ Querystring: { oauthClientId?: string | string[] } }>(
    '/.well-known/app-authenticator-configuration',
    async (request, reply) => {
      const { oauthClientId } = request.query;
      if (typeof oauthClientId !== 'string' || oauthClientId === '') {
        throw validationFailed('oauthClientId', ['oauthClientId: one value is needed']);
      }
      const org = await server.engine.org.get();
      const authenticator = clientIdForm.test(oauthClientId)
        ? await server.engine.authenticators.findByMobileClientId(org.id, oauthClientId)
        : undefined;
      return sendJson(reply, authenticator === undefined ? [] : [configurationOf(org, authenticator)]);
    },
  );
}

function configurationOf(org: Org, authenticator: Authenticator): AppAuthenticatorConfiguration {
  const { algorithms, keyProtection, transactionTypes, webPush } = authenticator;
  return {
    authenticatorId: authenticator.id,
    orgId: org.id,
    key: 'custom_app',
    type: 'app',
    name: authenticator.name,
    createdDate: new Date(authenticator.createdAt).toISOString(),
    lastUpdated: new Date(authenticator.updatedAt).toISOString(),
    settings: { userVerification: authenticator.userVerification, oauthClientId: authenticator.mobileClientId },
    supportedMethods: [
      { type: 'push', status: authenticator.pushActive ? 'ACTIVE' : 'INACTIVE', settings: { algorithms, keyProtection, transactionTypes } },
    ],
    appAuthenticatorEnrollEndpoint: `${org.url}/idp/myaccount/app-authenticators`,
    ...(webPush === undefined ? {} : { cs_webPush: { publicKey: webPush.publicKey } }),
  };
}
