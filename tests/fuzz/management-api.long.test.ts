import { managementOperations } from '@countersign/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ServerInProcess, startInProcess } from '../support/start-server.js';
import { walkOperations } from './operation-walk.js';

let server: ServerInProcess;
beforeAll(async () => {
  server = await startInProcess();
});
afterAll(() => server.stop());

describe('the management API, for long', () => {
  it('answers whatever is sent as it says it does, and never with a 500', { timeout: 900_000 }, async () => {
    const succeeded = await walkOperations(server, { seed: Date.now(), calls: 8_000, without: new Set() });
    const table = Object.values(managementOperations).filter((operation) => !('events' in operation));
    const never = table.filter(({ id }) => !succeeded.has(id)).map(({ id }) => id);
    console.log(`${succeeded.size} of ${table.length} operations succeeded; never: ${never.join(', ')}`);
    expect(succeeded.size).toBeGreaterThan(table.length / 2);
  });
});
