/**
 * A form body as OAuth reads it (RFC 6749 3.1, 3.2): one value per name, an empty value is an absent one,
 * a name sent twice is an error. Parsing happens once, at the edge.
 */
import { invalidRequest } from './errors.js';

export type Form = ReadonlyMap<string, string>;

const maxParameters = 64;

/**
 * Parses `application/x-www-form-urlencoded`. Throws `invalid_request` for a repeated parameter, bad percent-encoding,
 * U+0000, U+FFFD, lone surrogates, or more than 64 parameters. Unencoded blanks are taken as they are: the guide sends them.
 */
export function parseForm(body: string): Form {
  const form = new Map<string, string>();
  if (body === '') return form;
  const pairs = body.split('&');
  if (pairs.length > maxParameters) throw invalidRequest('Too many parameters.');
  for (const pair of pairs) {
    if (pair === '') continue;
    const equals = pair.indexOf('=');
    const name = decode(equals === -1 ? pair : pair.slice(0, equals));
    const value = equals === -1 ? '' : decode(pair.slice(equals + 1));
    if (form.has(name)) throw invalidRequest('A parameter was sent more than once.', { reason: `repeated: ${name.slice(0, 64)}` });
    form.set(name, value);
  }
  for (const [name, value] of form) if (value === '') form.delete(name);
  return form;
}

function decode(text: string): string {
  let decoded = text;
  if (text.includes('+')) decoded = decoded.replaceAll('+', ' ');
  if (text.includes('%')) {
    try {
      decoded = decodeURIComponent(decoded);
    } catch {
      throw invalidRequest('A parameter is not valid UTF-8 in percent-encoding.');
    }
  }
  // U+FFFD stands where bytes were not UTF-8: what was meant is lost
  if (decoded.includes('\u0000') || decoded.includes('\uFFFD') || !decoded.isWellFormed())
    throw invalidRequest('A parameter contains a character that is not allowed.');
  return decoded;
}
