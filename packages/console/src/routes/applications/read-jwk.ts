/** A pasted public key. A private one never leaves the page: what was sent has to be taken for burnt. */
import type { ManagementPaths } from '../../api/management-paths.js';

export type PublicJwk = ManagementPaths['/api/v1/apps/{appId}/credentials/jwks']['post']['requestBody']['content']['application/json'];

type Read = { readonly jwk: Readonly<Record<string, unknown>> } | { readonly fault: string };

export const privateKeyFault = 'This is a private key. It was not sent. Keep it with the client, and paste the public part only.';

const secretMembers = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'];

/** Takes a set with one key for that key. */
export function readJwk(text: string): Read {
  if (text.trim() === '') return { fault: 'Paste the public key' };
  const parsed = parse(text);
  if (parsed === undefined) return { fault: 'This is no JSON object. Paste the key as a JWK; a PEM file has to be converted first.' };
  const { keys } = parsed;
  if (Array.isArray(keys)) {
    return keys.length === 1 ? readJwk(JSON.stringify(keys[0])) : { fault: 'Paste one key at a time' };
  }
  if (secretMembers.some((name) => name in parsed)) return { fault: privateKeyFault };
  return typeof parsed['kty'] === 'string' ? { jwk: parsed } : { fault: 'The member kty is missing: this is no JWK' };
}

/** Whether the text is, or holds, a key that must not be here. */
export function holdsSecret(text: string): boolean {
  const parsed = parse(text);
  const keys: unknown = parsed?.['keys'];
  return [parsed, ...(Array.isArray(keys) ? keys : [])].some(
    (key) => typeof key === 'object' && key !== null && secretMembers.some((name) => name in key),
  );
}

function parse(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed) ? { ...parsed } : undefined;
  } catch {
    return undefined;
  }
}
