import { afterAll, beforeAll, expect, it } from 'vitest';
import { exampleCreation, enrolExampleDevice, exampleDecision, exampleRequest } from '../testing/example-requests.js';
import { insertExampleOrg, type ExampleOrg } from '../testing/examples.js';
import { openTestDatabase, type TestDatabase } from '../testing/open-test-database.js';
import { createBackchannelRequestStore } from './backchannel-request-store.js';

let test: TestDatabase;
let org: ExampleOrg;

beforeAll(async () => {
  test = await openTestDatabase();
  org = await insertExampleOrg(test.database);
});
afterAll(() => test.dispose());

it('S-116 what was asked, the answer and its key stay when user, enrollment and device are gone', async () => {
  const { database } = test;
  const store = createBackchannelRequestStore({ database });
  const [phone, tablet] = [await enrolExampleDevice(database, org), await enrolExampleDevice(database, org)];
  const request = exampleRequest(org);
  await store.create(exampleCreation(org, request, [phone, tablet]));
  const { evidence } = exampleDecision(org, request, phone);
  const decision = exampleDecision(org, request, phone, {
    evidence: { ...evidence, challengeJwt: 'challenge.as.signed', passkey: phone.keys.proofOfPossession },
  });
  expect(await store.decide(decision)).toBe(true);

  await database.query({ text: 'delete from enrollment where user_id = $1', values: [org.userId] });
  await database.query({ text: 'delete from device where org_id = $1', values: [org.orgId] });
  await database.query({ text: 'delete from directory_user where id = $1', values: [org.userId] });

  const { rows } = await database.query({
    text: `select enrollment_id, state, response_jwt, asked_claims, challenge_jwt, answer_key_type, answer_key, answer_passkey
      from challenge where transaction_id = $1 order by state`,
    values: [request.transactionId],
  });
  expect(rows).toEqual([
    {
      enrollment_id: phone.id,
      state: 'answered',
      response_jwt: decision.challengeResponse,
      asked_claims: decision.evidence.asked,
      challenge_jwt: 'challenge.as.signed',
      answer_key_type: 'proofOfPossession',
      answer_key: phone.keys.proofOfPossession,
      answer_passkey: phone.keys.proofOfPossession,
    },
    {
      enrollment_id: tablet.id,
      state: 'superseded',
      response_jwt: null,
      asked_claims: null,
      challenge_jwt: null,
      answer_key_type: null,
      answer_key: null,
      answer_passkey: null,
    },
  ]);
});
