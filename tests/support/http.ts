/** Small HTTP helpers of the tests: forms, JSON bodies and their answers, over real sockets. */

export interface HttpAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The body as JSON; undefined when it is not. */
  readonly json: unknown;
}

export type FormFields = Readonly<Record<string, string>> | readonly (readonly [string, string])[];

/** The Basic credentials of a client (RFC 6749 2.3.1). */
export function basic(clientId: string, clientSecret: string): string {
  return `Basic ${Buffer.from(`${encodeURIComponent(clientId)}:${encodeURIComponent(clientSecret)}`).toString('base64')}`;
}

export async function request(url: string, init: RequestInit = {}): Promise<HttpAnswer> {
  const answer = await fetch(url, { redirect: 'manual', ...init });
  const text = await answer.text();
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    json = undefined;
  }
  return { status: answer.status, headers: answer.headers, text, json };
}

export function postForm(url: string, fields: FormFields, headers: Readonly<Record<string, string>> = {}): Promise<HttpAnswer> {
  const pairs = Array.isArray(fields) ? fields : Object.entries(fields);
  return request(url, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json', ...headers },
    body: new URLSearchParams(pairs.map(([name, value]) => [name, value])).toString(),
  });
}

export function sendJson(
  method: 'POST' | 'PUT' | 'PATCH' | 'DELETE',
  url: string,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): Promise<HttpAnswer> {
  return request(url, {
    method,
    headers: { 'content-type': 'application/json', accept: 'application/json', ...headers },
    body: JSON.stringify(body),
  });
}

/** A member of a JSON object as text; fails the test with the whole answer when it is not there. */
export function textMember(answer: Pick<HttpAnswer, 'json' | 'text' | 'status'>, name: string): string {
  const value = member(answer.json, name);
  if (typeof value !== 'string') throw new Error(`expected a text "${name}" in the answer ${answer.status}: ${answer.text}`);
  return value;
}

/** A member of a parsed JSON value; undefined when it has none of that name. */
export function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && name in value ? Reflect.get(value, name) : undefined;
}

/** `member` along a path of names and indexes. */
export function memberAt(value: unknown, ...path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>((at, name) => member(at, String(name)), value);
}
