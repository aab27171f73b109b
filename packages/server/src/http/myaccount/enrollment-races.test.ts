/** What several requests at once, or very many, do to the enrollments of one user. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { maxEnrollmentsPerUser } from '@countersign/engine';
import { collection, openDeviceApp, type DeviceApp } from '../../testing/open-device-app.js';

let app: DeviceApp;
beforeAll(async () => {
  app = await openDeviceApp();
});
afterAll(() => app.close());

const idOf = (text: string) => (JSON.parse(text) as { id: string }).id; // an enrollment, as every 200 of this path

it('decisions 2.14 a new phone that enrols six times at once has one enrollment', async () => {
  const userId = await app.addUser();
  const token = await app.bearer({ userId });
  const body = app.newDevice().enrollBody({ authenticatorId: app.authenticatorId, transactionTypes: ['CIBA'] });
  const answers = await Promise.all(Array.from({ length: 6 }, () => app.call('POST', collection, { token, body })));
  expect(answers.map(({ statusCode }) => statusCode)).toEqual(Array<number>(6).fill(200));
  expect(new Set(answers.map(({ body: text }) => idOf(text))).size).toBe(1);
});

it(`a user has at most ${maxEnrollmentsPerUser} enrollments: one more is 400 E0000001 until one is removed`, async () => {
  const userId = await app.addUser();
  const token = await app.bearer({ userId });
  const device = app.newDevice();
  const { authenticatorAppKey: _, ...facts } = device.enrollBody({ authenticatorId: app.authenticatorId })['device'] as Record<
    string,
    unknown
  >; // as enrollBody makes it
  const body = { ...device.enrollBody({ authenticatorId: app.authenticatorId }), device: facts };
  const enrolOnce = () => app.call('POST', collection, { token, body });
  const first = await enrolOnce();
  for (let count = 1; count < maxEnrollmentsPerUser; count += 1) expect((await enrolOnce()).statusCode).toBe(200);
  const refused = await enrolOnce();
  expect(refused.statusCode).toBe(400);
  expect(refused.json()).toMatchObject({ errorCode: 'E0000001', errorCauses: [{ errorSummary: expect.stringContaining('at most') }] });
  expect((await app.call('DELETE', `${collection}/${idOf(first.body)}`, { token })).statusCode).toBe(204);
  expect((await enrolOnce()).statusCode).toBe(200);
});
