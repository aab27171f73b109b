/** One request to the org and its answer, kept for "Behind the scenes". Secrets are masked before anything is kept. */

export interface Exchange {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly method: string;
  readonly url: string;
  readonly requestHeaders: readonly (readonly [name: string, value: string])[];
  readonly form: readonly (readonly [name: string, value: string])[];
  answer: ExchangeAnswer | undefined;
}

export interface ExchangeAnswer {
  /** 0: no answer came. */
  readonly status: number;
  readonly ms: number;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: string;
  readonly tokens: readonly DecodedToken[];
}

export interface DecodedToken {
  readonly name: string;
  readonly header: string;
  readonly payload: string;
}

const shownHeaders = ['accept', 'authorization', 'content-type', 'prefer', 'preference-applied', 'retry-after', 'x-okta-request-id'];
const secretFields = new Set(['client_secret', 'client_assertion', 'refresh_token', 'code', 'code_verifier']);
const tokenFields = new Set(['access_token', 'id_token', 'id_token_hint']);

export function maskedHeaders(headers: Headers): readonly (readonly [string, string])[] {
  return [...headers]
    .filter(([name]) => shownHeaders.includes(name))
    .map(([name, value]) => [name, name === 'authorization' ? value.replace(/^(\S+) .*$/, '$1 ••••') : value]);
}

/** Values that would let somebody else act are shortened; everything else stays as it was sent. */
export function maskedValue(name: string, value: string): string {
  if (secretFields.has(name)) return '••••';
  if (tokenFields.has(name)) return `${value.slice(0, 10)}…`;
  if (name === 'auth_req_id') return `${value.slice(0, 6)}…`;
  return value;
}

/** The body of an answer, masked and indented, and the tokens in it, decoded. */
export function readAnswerBody(text: string): Pick<ExchangeAnswer, 'body' | 'tokens'> {
  const body = parseObject(text);
  if (body === undefined) return { body: text.length > 2_000 ? `${text.slice(0, 2_000)}…` : text, tokens: [] };
  const tokens = ['id_token', 'access_token'].flatMap((name) => decodeToken(name, body[name]));
  const masked = Object.fromEntries(
    Object.entries(body).map(([name, value]) => [name, typeof value === 'string' ? maskedValue(name, value) : value]),
  );
  return { body: JSON.stringify(masked, undefined, 2), tokens };
}

function decodeToken(name: string, token: unknown): readonly DecodedToken[] {
  if (typeof token !== 'string') return [];
  const [header, payload] = token.split('.', 2).map((part) => parseObject(Buffer.from(part, 'base64url').toString()));
  if (header === undefined || payload === undefined) return [];
  return [{ name, header: JSON.stringify(header, undefined, 2), payload: JSON.stringify(payload, undefined, 2) }];
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}

/** The request as a command to repeat it: what is secret has to be put in. For a POSIX shell. */
export function asCurl({ method, url, form, requestHeaders }: Exchange): string {
  const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;
  const parts = [`curl --request ${method}`, `--url ${quoted(url)}`];
  for (const [name, value] of requestHeaders) {
    if (name !== 'authorization') parts.push(`--header ${quoted(`${name}: ${value}`)}`);
    else parts.push(value.startsWith('Basic') ? '--user "$CLIENT_ID:$CLIENT_SECRET"' : '--header "Authorization: SSWS $API_TOKEN"');
  }
  for (const [name, value] of form) {
    const secret = name === 'auth_req_id' || secretFields.has(name) || tokenFields.has(name);
    parts.push(secret ? `--data-urlencode "${name}=$${name.toUpperCase()}"` : `--data-urlencode ${quoted(`${name}=${value}`)}`);
  }
  return parts.join(' \\\n  ');
}
