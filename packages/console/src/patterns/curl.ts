/** A call of the management API as a line for a shell. */
export interface Call {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** With its `/api/v1`. */
  readonly path: string;
  readonly body?: unknown;
}

export function curlOf(orgUrl: string, { method, path, body }: Call): string {
  const lines = [
    `curl ${method === 'GET' ? '' : `--request ${method} `}${quoted(orgUrl + path)}`,
    '--header "Authorization: SSWS $API_TOKEN"',
    ...(body === undefined ? [] : ["--header 'Content-Type: application/json'", `--data ${quoted(JSON.stringify(body, undefined, 2))}`]),
  ];
  return lines.join(' \\\n  ');
}

/** One word for a POSIX shell, whatever is in it. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
