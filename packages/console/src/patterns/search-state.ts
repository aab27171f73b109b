/** The state of a page as its URL keeps it: plain words, nothing parsed, so that an address can be read and typed. */

export type PageSearch = { readonly [name: string]: string | undefined };

/** What stands behind the question mark. Empty values are the same as none. */
export function parseSearch(text: string): PageSearch {
  const found = new URLSearchParams(text);
  return Object.fromEntries([...found].filter(([, value]) => value !== ''));
}

/** With its question mark, or empty. */
export function writeSearch(search: Readonly<Record<string, unknown>>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(search)) if (typeof value === 'string' && value !== '') query.set(name, value);
  const text = query.toString();
  return text === '' ? '' : `?${text}`;
}

/** A change of what is searched or filtered begins at the first page again. */
export function changeList(search: PageSearch, change: PageSearch): PageSearch {
  const { after: _after, page: _page, ...kept } = search;
  return dropEmpty({ ...kept, ...change });
}

export function dropEmpty(search: PageSearch): PageSearch {
  return Object.fromEntries(Object.entries(search).filter(([, value]) => value !== undefined && value !== ''));
}
