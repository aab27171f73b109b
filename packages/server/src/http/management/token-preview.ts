/** `/api/v1/authorizationServers/{authServerId}/tokenPreview`: what would be issued, and why. Ours. */
import type { tokenPreviewOperations, tokenPreviewOutput } from '@countersign/contracts';
import {
  type ExplainedRule,
  getAuthorizationServer,
  getUser,
  notFound,
  type PreviewedToken,
  previewTokens,
  type TokenPreview,
  unmetTexts,
} from '@countersign/engine';
import type { z } from 'zod';
import type { ServerContext } from '../../server-context.js';
import type { Handlers, Presented } from './handlers.js';

type Output = z.output<typeof tokenPreviewOutput>;

export function tokenPreviewHandlers(server: ServerContext): Handlers<typeof tokenPreviewOperations> {
  const { engine } = server;
  return {
    async previewTokens(call) {
      const { orgId } = call.actor;
      const { id } = await getAuthorizationServer(server, call.path.authServerId, call.actor);
      const { clientId, grantType, userId, scopes } = call.body();
      const [org, authorizationServer, client] = await Promise.all([
        engine.org.get(),
        engine.authorizationServers.find(orgId, id),
        engine.clients.findByClientId(orgId, clientId),
      ]);
      if (authorizationServer === undefined) throw notFound(id, 'AuthorizationServer');
      if (client === undefined) throw notFound(clientId, 'AppInstance');
      const user = userId === undefined ? undefined : await getUser(server, userId, call.actor);
      return present(await previewTokens(engine, { org, server: authorizationServer, client, grantType, user, scopes }));
    },
  };
}

function present({ access, lifetimes, accessToken, idToken, ...preview }: TokenPreview): Presented<Output> {
  const { answer, policies } = access;
  const { policyId, ruleId } = answer.allowed ? answer : { policyId: undefined, ruleId: undefined };
  return {
    allowed: preview.allowed,
    refusals: preview.refusals,
    policies: policies.map((policy) => ({ ...presentRule(policy), rules: policy.rules.map(presentRule) })),
    matched: policyId === undefined || ruleId === undefined ? null : { policyId, ruleId },
    scopes: preview.scopes,
    lifetimes:
      lifetimes === undefined
        ? null
        : {
            accessToken: lifetimes.accessTokenSeconds,
            refreshToken: lifetimes.refreshTokenSeconds,
            refreshTokenIdle: lifetimes.refreshTokenIdleSeconds,
          },
    accessToken: presentToken(accessToken),
    idToken: presentToken(idToken),
    ignoredClaims: preview.ignoredClaims,
  };
}

const verdicts = { matched: 'MATCHED', unmet: 'UNMET', notReached: 'NOT_REACHED' } as const;

function presentRule({ id, name, verdict, unmet }: ExplainedRule) {
  return {
    id,
    name,
    verdict: verdicts[verdict],
    unmet: unmet === undefined ? null : { code: unmet.toUpperCase(), text: unmetTexts[unmet] },
  };
}

const originKinds = { server: 'SERVER', scope: 'SCOPE', claim: 'CLAIM' } as const;

function presentToken(token: PreviewedToken | undefined): Presented<Output['accessToken']> {
  if (token === undefined) return null;
  const origins = Object.entries(token.origins).map(([name, { kind, text }]) => [name, { kind: originKinds[kind], text }] as const);
  return { header: { ...token.header }, payload: { ...token.payload }, origins: Object.fromEntries(origins) };
}
