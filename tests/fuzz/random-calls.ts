/** Calls of an operation as random callers make them: what they name mostly exists, what they send is nearly valid. */
import { managementOpenApi, type Operation, parameterNames } from '@countersign/contracts';
import fc, { type Arbitrary } from 'fast-check';
import { anything, nearlyValid, type ValueSource } from './json-schema-values.js';
import type { KnownIds } from './known-ids.js';

export interface RandomCall {
  readonly operation: Operation;
  /** With its query, below the org's URL. */
  readonly url: string;
  readonly body: unknown;
}

type Schema = Readonly<Record<string, unknown>>;
interface Described {
  readonly parameters: readonly { readonly name: string; readonly in: string; readonly schema: Schema }[];
  readonly requestBody?: { readonly content: { readonly 'application/json': { readonly schema: Schema } } };
}

// the document is made of schemas by these names (management-openapi.ts)
const document = managementOpenApi({ orgUrl: 'https://id.example.com', sessionCookie: 'countersign_session' }) as unknown as {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Described>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
};

export function randomCall(operation: Operation, known: KnownIds): Arbitrary<RandomCall> {
  const described = document.paths[operation.path]?.[operation.method.toLowerCase()];
  if (described === undefined) throw new Error(`${operation.id} is not in the document`);
  const idsFor = (member: string): Arbitrary<string> | undefined => {
    const ids = known.of(pointsTo.get(member) ?? '');
    return ids.length === 0 ? undefined : fc.constantFrom(...ids);
  };
  const source: ValueSource = { components: document.components.schemas, words: fc.nat().map((index) => known.word(index)), idsFor };
  const parts = parameterNames(operation.path).map((name) => [name, pathValue(name, { operation, known, source })] as const);
  const query = described.parameters
    .filter((parameter) => parameter.in === 'query')
    .map(({ name, schema }) => [name, nearlyValid(schema, source)] as const);
  return fc
    .record({
      path: fc.record(Object.fromEntries(parts)),
      query: fc.oneof(fc.constant({}), fc.record(Object.fromEntries(query), { requiredKeys: [] })),
      body: bodyOf(described, source),
    })
    .map((call) => ({ operation, url: urlOf(operation, call), body: call.body }));
}

/** Members of bodies that hold an id, and what the paths call it. */
const pointsTo: ReadonlyMap<string, string> = new Map([
  ['appInstanceId', 'appId'],
  ['backchannel_custom_authenticator_id', 'authenticatorId'],
  ['brandId', 'brandId'],
  ['clientId', 'appId'],
  ['id', 'userId'],
  ['userId', 'userId'],
]);

function pathValue(
  name: string,
  { operation, known, source }: { readonly operation: Operation; readonly known: KnownIds; readonly source: ValueSource },
): Arbitrary<string> {
  // whoever walks is not to change the own account; dots are steps of a path
  const other = fc
    .oneof(source.words, fc.string({ unit: 'binary', minLength: 1, maxLength: 30 }))
    .filter((value) => value.toLowerCase() !== 'me' && !/^\.{1,2}$/.test(value));
  const ids = operation.method === 'GET' && name === 'userId' ? [...known.of(name), 'me'] : known.of(name);
  if (ids.length === 0) return other;
  // the latest are the most likely ones to be there still
  const existing = fc.nat().map((index) => ids.at(-1 - (index % ids.length)) ?? '');
  return fc.oneof({ weight: 8, arbitrary: existing }, { weight: 1, arbitrary: other });
}

function bodyOf({ requestBody }: Described, source: ValueSource): Arbitrary<unknown> {
  const nothing = fc.constant(undefined);
  if (requestBody === undefined) return nothing;
  return fc.oneof(
    { weight: 20, arbitrary: nearlyValid(requestBody.content['application/json'].schema, source) },
    { weight: 1, arbitrary: anything },
    { weight: 1, arbitrary: nothing },
  );
}

function urlOf(
  operation: Operation,
  { path, query }: { readonly path: Readonly<Record<string, string>>; readonly query: Readonly<Record<string, unknown>> },
): string {
  const filled = operation.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent((path[name] ?? '').toWellFormed()));
  const parameters = Object.entries(query).map(([name, value]) => [
    name,
    typeof value === 'string' ? value : (JSON.stringify(value) ?? ''),
  ]);
  return parameters.length === 0 ? filled : `${filled}?${new URLSearchParams(parameters).toString()}`;
}
