/**
 * Random callers of the management API: every operation of the table with random and nearly valid input, against one server. Whatever they
 * send, the answer is one the OpenAPI document knows: never a 500, successes as their schema says (checked inside the server), refusals in
 * Okta's error object.
 */
import { apiErrorBody, apiTokenInput, managementOperations, type Operation } from '@countersign/contracts';
import { createApiToken, systemAdministrator } from '@countersign/engine';
import fc from 'fast-check';
import type { ServerInProcess } from '../support/start-server.js';
import { createKnownIds, type KnownIds } from './known-ids.js';
import { randomCall, type RandomCall } from './random-calls.js';

export interface Walk {
  readonly seed: number;
  readonly calls: number;
  /** Operations that are left out. */
  readonly without: ReadonlySet<string>;
}

interface Walker {
  readonly server: ServerInProcess;
  readonly known: KnownIds;
  token: string;
}

/** How often each operation succeeded, by its id. Throws at the first answer that does not fit. */
export async function walkOperations(server: ServerInProcess, { seed, calls, without }: Walk): Promise<ReadonlyMap<string, number>> {
  const table: readonly Operation[] = Object.values(managementOperations);
  // streams do not end
  const operations = table.filter(({ id, events }) => events === undefined && !without.has(id));
  const walker: Walker = { server, known: createKnownIds(new Set([await administratorId(server)])), token: server.facts.apiToken };
  for (const operation of operations.filter(({ method, path }) => method === 'GET' && !path.includes('{')))
    await send(walker, { operation, url: operation.path, body: undefined });
  const succeeded = new Map<string, number>();
  const call = fc.constantFrom(...operations).chain((operation) => randomCall(operation, walker.known));
  const property = fc.asyncProperty(call, async (made) => {
    const { id } = made.operation;
    if ((await send(walker, made)) < 300) succeeded.set(id, (succeeded.get(id) ?? 0) + 1);
  });
  // a call changes the server, so that it says nothing when it is made again: nothing is shrunk
  const { failed, errorInstance } = await fc.check(property, { seed, numRuns: calls, endOnFailure: true });
  if (failed) throw errorInstance;
  return succeeded;
}

async function send(walker: Walker, { operation, url, body }: RandomCall): Promise<number> {
  const { server, known } = walker;
  // below the limit of calls a minute
  server.clock.advance(100);
  const answer = await fetch(server.url + url, {
    method: operation.method,
    headers: { authorization: `SSWS ${walker.token}`, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  const what = `${operation.id} ${url} ${JSON.stringify(body)}: ${answer.status} ${text.slice(0, 400)}`;
  if (answer.status < 300) {
    if (answer.status !== operation.status) throw new Error(`Another status than the table says. ${what}`);
    if (text !== '') known.learn(operation, JSON.parse(text));
  } else if (answer.status >= 500 || !apiErrorBody.safeParse(JSON.parse(text)).success) {
    throw new Error(`No answer of this API. ${what}`);
  } else if (answer.status === 401) {
    walker.token = await anotherToken(server);
  }
  return answer.status;
}

const administratorLogin = 'admin@countersign.local';

async function administratorId({ running }: ServerInProcess): Promise<string> {
  const { engine } = running;
  const administrator = await engine.users.findByLogin((await engine.org.get()).id, administratorLogin);
  if (administrator === undefined) throw new Error('no administrator');
  return administrator.id;
}

/** The walk may revoke the token it lives by. */
async function anotherToken({ running }: ServerInProcess): Promise<string> {
  const { engine } = running;
  const { id } = await engine.org.get();
  const owner = await engine.users.findByLogin(id, administratorLogin);
  if (owner === undefined) throw new Error('no administrator');
  const { token } = await createApiToken(running.context, { input: apiTokenInput.parse({ name: 'walk' }), owner }, systemAdministrator(id));
  return token;
}
