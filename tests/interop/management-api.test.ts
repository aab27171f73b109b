import { managementOperations, type Operation } from '@countersign/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ServerInProcess, startInProcess } from '../support/start-server.js';
import { walkOperations } from '../fuzz/operation-walk.js';
import { oktaSdkJourneys } from './okta-sdk.js';

let server: ServerInProcess;
beforeAll(async () => {
  server = await startInProcess();
});
afterAll(() => server.stop());

/** To make keys takes longer than all the rest. */
const slow: ReadonlySet<string> = new Set(['createAuthorizationServer', 'rotateAuthorizationServerKeys']);

describe('@okta/okta-sdk-nodejs', () => {
  oktaSdkJourneys(() => server);
});

// last: the walk leaves nothing as it was
describe('the management API', () => {
  it('knows every path of the table, and each with its methods', async () => {
    const table: readonly Operation[] = Object.values(managementOperations);
    for (const path of new Set(table.map((operation) => operation.path))) {
      const answer = await fetch(server.url + path.replaceAll(/[{}]/g, ''), { method: 'PATCH' });
      const allowed = (answer.headers.get('allow') ?? '').split(', ').filter((method) => method !== 'HEAD');
      const declared = table.filter((operation) => operation.path === path).map(({ method }) => method);
      expect([path, answer.status, allowed.toSorted()]).toEqual([path, 405, declared.toSorted()]);
    }
  });

  it('shows its description to everybody', async () => {
    const answer = await fetch(`${server.url}/openapi.json`);
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({ openapi: '3.1.0', servers: [{ url: server.facts.orgUrl }] });
  });

  it('answers whatever is sent as it says it does, and never with a 500', async () => {
    const succeeded = await walkOperations(server, { seed: 20_260_101, calls: 150, without: slow });
    expect(succeeded.size).toBeGreaterThan(30);
  });
});
