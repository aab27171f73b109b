interface ImportMeta {
  /** Each file as a text of its own, fetched when it is asked for; resolved by the build. */
  glob(pattern: string, options: { readonly query: '?raw'; readonly import: 'default' }): Readonly<Record<string, () => Promise<string>>>;
}
