/** `docs/push.md#set-it-up`, as the API names pages of the documentation, as an address of the console. */
export function docsHref(page: string): string {
  const [, name = '', heading = ''] = /^(?:docs\/)?([\w-]+)\.md(?:#(.+))?$/.exec(page) ?? [];
  return `/admin/docs/${name}${heading === '' ? '' : `#${heading}`}`;
}
