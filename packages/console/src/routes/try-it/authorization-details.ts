/** What was typed as authorization details (RFC 9396): a list of objects, or what is wrong with it. */
export function readDetails(text: string): { readonly details?: Record<string, unknown>[]; readonly fault?: string } {
  if (text.trim() === '') return {};
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (error) {
    return { fault: `Is no JSON${error instanceof Error ? `: ${error.message}` : ''}` };
  }
  const list: unknown[] = Array.isArray(parsed) ? parsed : [parsed];
  if (!list.every(isObject)) return { fault: 'Has to be an array of objects.' };
  return { details: list };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
