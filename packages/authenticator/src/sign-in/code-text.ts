/** What a person pasted, typed or scanned. */
export type CodeText =
  | { readonly kind: 'code'; readonly code: string }
  | { readonly kind: 'incomplete' }
  /** A link, but not of this app. */
  | { readonly kind: 'other-app'; readonly host: string };

/** Letters and digits of a code; how they are grouped does not matter. */
const codeLength = 28;

/** `origin` is this app's. Whether the code is any good only the org can tell. */
export function readCodeText(text: string, origin: string): CodeText {
  const trimmed = text.trim();
  const url = /^https?:/i.test(trimmed) && URL.canParse(trimmed) ? new URL(trimmed) : undefined;
  if (url !== undefined && url.origin !== origin) return { kind: 'other-app', host: url.host };
  const code = (url === undefined ? trimmed : url.hash.slice(1)).replace(/[\s-]/g, '');
  if (!/^[0-9A-Za-z]+$/.test(code) || code.length !== codeLength) return { kind: 'incomplete' };
  return { kind: 'code', code };
}
