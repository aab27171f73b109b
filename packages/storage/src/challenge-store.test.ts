import type { Authenticator, BackchannelRequestStore, ChallengeStore, Client } from '@countersign/engine';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createBackchannelRequestStore } from './backchannel-request/backchannel-request-store.js';
import { createChallengeStore } from './challenge-store.js';
import { createEnrollmentStore } from './enrollment-store.js';
import { countEvents, exampleCipher, exampleEvent, exampleNow, type ExampleOrg, insertExampleOrg } from './testing/examples.js';
import { enrolExampleDevice, exampleCreation, exampleDecision, exampleRequest } from './testing/example-requests.js';
import { openTestDatabase, type TestDatabase } from './testing/open-test-database.js';

let test: TestDatabase;
let requests: BackchannelRequestStore;
let org: ExampleOrg;
beforeAll(async () => {
  test = await openTestDatabase();
  requests = createBackchannelRequestStore({ database: test.database });
});
afterAll(() => test.dispose());
beforeEach(async () => {
  org = await insertExampleOrg(test.database);
});

const authenticator: Authenticator = {
  id: 'aut',
  orgId: 'org',
  name: 'Example Authenticator',
  active: true,
  userVerification: 'PREFERRED',
  mobileClientId: '0oa-mobile',
  pushActive: true,
  algorithms: ['ES256'],
  keyProtection: 'ANY',
  transactionTypes: ['CIBA'],
  apns: undefined,
  fcm: { providerId: 'ppc1' },
  webPush: undefined,
  createdAt: 0,
  updatedAt: 0,
};
const client: Pick<Client, 'name' | 'backchannel'> = {
  name: 'Example Bank',
  backchannel: {
    authenticatorId: 'aut',
    deliveryMode: 'poll',
    requestSigningAlg: undefined,
    holdPolls: false,
    uniformHints: false,
    bindingMessagePolicy: 'standard',
    allowNotificationActions: true,
    numberChallenge: 'off',
  },
};

/** The directory has its own tests; here its answers are given. */
function challengeStore(
  known: { authenticator?: Authenticator | undefined; client?: typeof client | undefined } = { authenticator, client },
): ChallengeStore {
  return createChallengeStore({
    database: test.database,
    cipher: exampleCipher,
    authenticators: { findById: async () => known.authenticator },
    clients: { findByClientId: async () => known.client as Client | undefined }, // only the two members above are read
  });
}

describe('a challenge', () => {
  it('is found with everything that signing it or judging its answer needs, in one query', async () => {
    const enrollments = createEnrollmentStore({ database: test.database, cipher: exampleCipher });
    const phone = await enrolExampleDevice(test.database, org);
    const known = await enrollments.findById(org.orgId, phone.id);
    if (known === undefined) throw new Error('not enrolled');
    await enrollments.save({ ...known, enrollment: { ...phone, pushToken: 'push-token' }, event: exampleEvent(org) });
    const request = exampleRequest(org);
    const creation = exampleCreation(org, request, [phone]);
    await requests.create(creation);
    const before = test.database.statementCount();
    expect(await challengeStore().find(org.orgId, request.transactionId, phone.id)).toEqual({
      challenge: creation.challenges[0],
      request,
      enrollment: { ...phone, pushToken: 'push-token' },
      device: known.device,
      userStatus: 'ACTIVE',
      authenticator,
      clientName: 'Example Bank',
      allowNotificationActions: true,
    });
    expect(test.database.statementCount() - before).toBe(1);
  });

  it('is found whatever became of it, and never for another org, transaction or enrollment', async () => {
    const [phone, tablet] = [await enrolExampleDevice(test.database, org), await enrolExampleDevice(test.database, org)];
    const request = exampleRequest(org);
    await requests.create(exampleCreation(org, request, [phone]));
    await requests.decide(exampleDecision(org, request, phone));
    const store = challengeStore();
    expect((await store.find(org.orgId, request.transactionId, phone.id))?.challenge.state).toBe('answered');
    expect(await store.find('another', request.transactionId, phone.id)).toBeUndefined();
    expect(await store.find(org.orgId, 'another', phone.id)).toBeUndefined();
    expect(await store.find(org.orgId, request.transactionId, tablet.id)).toBeUndefined();
  });

  it('keeps the name its client is known by when the client is gone, and cannot be judged without its authenticator', async () => {
    const phone = await enrolExampleDevice(test.database, org);
    const request = exampleRequest(org);
    await requests.create(exampleCreation(org, request, [phone]));
    const orphan = await challengeStore({ authenticator }).find(org.orgId, request.transactionId, phone.id);
    expect(orphan).toMatchObject({ clientName: org.clientId, allowNotificationActions: false });
    expect(await challengeStore({ client }).find(org.orgId, request.transactionId, phone.id)).toBeUndefined();
  });
});

describe('open challenges', () => {
  it('are those of this enrollment that are unanswered and unexpired, the soonest expiry first', async () => {
    const [phone, tablet] = [await enrolExampleDevice(test.database, org), await enrolExampleDevice(test.database, org)];
    const make = async (expirySeconds: number) => {
      const request = exampleRequest(org, { expiresAt: exampleNow + expirySeconds * 1000 });
      await requests.create(exampleCreation(org, request, [phone]));
      return request;
    };
    const [late, soon, answered] = [await make(200), await make(100), await make(150)];
    await make(10);
    const elsewhere = exampleRequest(org);
    await requests.create(exampleCreation(org, elsewhere, [tablet]));
    await requests.decide(exampleDecision(org, answered, phone, { now: exampleNow + 1_000 }));
    const open = await challengeStore().listOpen(org.orgId, phone.id, exampleNow + 10_000);
    expect(open.map((context) => context.request.transactionId)).toEqual([soon.transactionId, late.transactionId]);
  });

  it('S-069 end with their enrollment, and with them what no other can answer', async () => {
    const phone = await enrolExampleDevice(test.database, org);
    const tablet = await enrolExampleDevice(test.database, org);
    const [alone, shared] = [exampleRequest(org), exampleRequest(org)];
    await requests.create(exampleCreation(org, alone, [phone]));
    await requests.create(exampleCreation(org, shared, [phone, tablet]));
    const enrollments = createEnrollmentStore({ database: test.database, cipher: exampleCipher });
    const remove = () =>
      enrollments.delete({
        orgId: org.orgId,
        enrollmentId: phone.id,
        now: exampleNow,
        event: exampleEvent(org),
        requestEvent: exampleEvent(org, 'x.test.ended'),
      });
    expect(await remove()).toEqual([alone.authReqIdHash]);
    expect(await challengeStore().listOpen(org.orgId, phone.id, exampleNow)).toEqual([]);
    expect((await requests.findStatus(alone.authReqIdHash))?.state).toBe('failed');
    expect((await requests.findStatus(shared.authReqIdHash))?.state).toBe('pending');
    expect(await countEvents(test.database, org, 'x.test.ended')).toBe(1);
    expect(await remove()).toBeUndefined();
  });
});
