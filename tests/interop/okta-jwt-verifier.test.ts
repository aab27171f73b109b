/** A verifier written for Okta accepts our tokens, and only ours. */
import OktaJwtVerifier from '@okta/jwt-verifier';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { acknowledged, poll } from '../support/ciba.js';
import { answerPending, decodeJwt, enrollDevice } from '../support/device.js';
import { textMember } from '../support/http.js';
import { type ServerProcess, startProcess } from '../support/start-process.js';

let server: ServerProcess;
let accessToken: string;
let idToken: string;
beforeAll(async () => {
  server = await startProcess();
  const device = await enrollDevice(server);
  const authReqId = await acknowledged(server, { binding_message: 'For the verifier' });
  await answerPending(device, 'For the verifier');
  const tokens = await poll(server, authReqId);
  accessToken = textMember(tokens, 'access_token');
  idToken = textMember(tokens, 'id_token');
});
afterAll(() => server.stop());

const verifier = (issuer: string): OktaJwtVerifier =>
  new OktaJwtVerifier({ issuer, clientId: server.facts.clientId, testing: { disableHttpsCheck: true } });

describe('@okta/jwt-verifier', () => {
  it('accepts the access token with its audience and client', async () => {
    const { aud } = decodeJwt(accessToken).claims;
    const jwt = await verifier(server.facts.issuer).verifyAccessToken(accessToken, String(aud));
    expect(jwt.claims).toMatchObject({ iss: server.facts.issuer, cid: server.facts.clientId, sub: server.facts.user.login });
  });

  it('accepts the ID token', async () => {
    const jwt = await verifier(server.facts.issuer).verifyIdToken(idToken, server.facts.clientId);
    expect(jwt.claims).toMatchObject({ iss: server.facts.issuer, aud: server.facts.clientId });
  });

  it('refuses a token for another audience, from another server and with one letter changed', async () => {
    const { aud } = decodeJwt(accessToken).claims;
    await expect(verifier(server.facts.issuer).verifyAccessToken(accessToken, 'api://other')).rejects.toThrow();
    await expect(verifier(server.facts.orgUrl).verifyAccessToken(accessToken, String(aud))).rejects.toThrow();
    const at = accessToken.length - 20;
    const changed = accessToken.slice(0, at) + (accessToken[at] === 'A' ? 'B' : 'A') + accessToken.slice(at + 1);
    await expect(verifier(server.facts.issuer).verifyAccessToken(changed, String(aud))).rejects.toThrow();
  });
});
