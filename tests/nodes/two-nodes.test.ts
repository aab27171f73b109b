/** Two server processes on one store truth. PostgreSQL only: the embedded store belongs to one process. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { acknowledged, poll, requestApproval } from '../support/ciba.js';
import { type TestDevice, answerPending, enrollDevice } from '../support/device.js';
import { type HttpAnswer, memberAt } from '../support/http.js';
import { type ServerProcess, startProcess } from '../support/start-process.js';
import { type TestDatabase, createTestDatabase, testStore } from '../support/test-database.js';

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

describe.runIf(testStore() === 'postgres')('two nodes on one PostgreSQL', () => {
  let database: TestDatabase;
  let first: ServerProcess;
  let second: ServerProcess;
  let device: TestDevice;

  beforeAll(async () => {
    database = await createTestDatabase();
    // Both at once, on an empty database: migrations and bootstrap settle between themselves who is first.
    [first, second] = await Promise.all([startProcess({ databaseUrl: database.url }), startProcess({ databaseUrl: database.url })]);
    device = await enrollDevice(nodeOfOrg());
  });
  afterAll(async () => {
    await Promise.all([first.stop(), second.stop()]);
    await database.drop();
  });

  /** Links lead to the org's URL, which the node that was first gave. */
  const nodeOfOrg = (): ServerProcess => (first.facts.orgUrl === first.url ? first : second);
  const nodes = (): readonly [asked: ServerProcess, other: ServerProcess] => (nodeOfOrg() === first ? [second, first] : [first, second]);

  it('start from an empty database at once and serve one and the same org', () => {
    // where a node serves the app and the bank is its own affair
    const org = ({ facts }: ServerProcess): object => ({ ...facts, authenticatorUrl: undefined, bankUrl: undefined, bank: undefined });
    expect(org(second)).toEqual(org(first));
  });

  it('answer a poll held on one node within 100 ms of the decision on the other', async () => {
    const [asked] = nodes();
    const authReqId = await acknowledged(asked, { binding_message: 'Held on the other node' });
    const held = poll(asked, authReqId, { waitSeconds: 20 }).then((answer) => ({ answer, at: performance.now() }));
    await pause(500);
    // The verification link of a challenge leads to the org's node: the decision is made there, not where the poll waits.
    const answered = await answerPending(device, 'Held on the other node');
    const decidedAt = performance.now();
    expect(answered.status).toBe(200);
    const { answer, at } = await held;
    expect(answer.status).toBe(200);
    expect(answer.headers.get('preference-applied')).toMatch(/^wait=/);
    expect(at - decidedAt).toBeLessThan(100);
  });

  it('tell a held poll of a refusal just as soon', async () => {
    const [asked] = nodes();
    const authReqId = await acknowledged(asked, { binding_message: 'Refused elsewhere' });
    const held = poll(asked, authReqId, { waitSeconds: 20 });
    await pause(200);
    await answerPending(device, 'Refused elsewhere', { consent: 'DENIED_CONSENT_PROMPT' });
    expect(await held).toMatchObject({ status: 400, json: { error: 'access_denied' } });
  });

  /** Fifty polls at once, half of them on each node: all tokens must be one set. */
  async function race(authReqId: string): Promise<readonly HttpAnswer[]> {
    return Promise.all(Array.from({ length: 50 }, (_, turn) => poll(turn % 2 === 0 ? first : second, authReqId)));
  }

  function expectOneWinner(answers: readonly HttpAnswer[]): void {
    const winners = answers.filter((answer) => answer.status === 200);
    expect(winners).toHaveLength(1);
    expect(typeof memberAt(winners[0]?.json, 'id_token')).toBe('string');
    for (const loser of answers.filter((answer) => answer.status !== 200)) {
      expect(loser).toMatchObject({ status: 400, json: { error: 'invalid_grant' } });
    }
  }

  it('hand out tokens exactly once to 50 polls at once, though each node knows the request', async () => {
    const authReqId = await acknowledged(first, { binding_message: 'Raced for' });
    // One early poll each, so that both nodes have it in their index. After the approval pacing judges no poll.
    await Promise.all([poll(first, authReqId), poll(second, authReqId)]);
    await answerPending(device, 'Raced for');
    await pause(200); // until the other node has heard of it: this is about redemption, not about the bus
    expectOneWinner(await race(authReqId));
  });

  it('hand out tokens exactly once also from nodes that know nothing of the request', async () => {
    const [asked, other] = nodes();
    const authReqId = await acknowledged(asked, { binding_message: 'Raced for after a restart' });
    await answerPending(device, 'Raced for after a restart');
    // A restart empties the index.
    await Promise.all([asked.kill(), other.kill()]);
    await Promise.all([asked.restart(), other.restart()]);
    expectOneWinner(await race(authReqId));
  });

  it('lose nothing when the node that acknowledged dies: the other one carries the request to its end', async () => {
    const [asked, other] = nodes();
    const authReqId = await acknowledged(asked, { binding_message: 'Survives its node' });
    await asked.kill();
    try {
      await answerPending(device, 'Survives its node');
      expect((await poll(other, authReqId)).status).toBe(200);
    } finally {
      await asked.restart();
    }
  });

  it('S-008 never ask a person more often than the limits allow, however many ask both nodes at once', async () => {
    const answers = await Promise.all(Array.from({ length: 30 }, (_, n) => requestApproval(n % 2 === 0 ? first : second)));
    // those of one client that may wait at once in the quickstart org
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(5);
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200, 403]));
    // counted in the store: still so after a restart
    await first.kill();
    await first.restart();
    expect(await requestApproval(first)).toMatchObject({ status: 403, json: { error: 'access_denied' } });
  });
});
