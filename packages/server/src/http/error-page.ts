const titles: Readonly<Record<number, string>> = {
  400: 'This request cannot be understood',
  403: 'This is not allowed',
  404: 'There is no such page',
  405: 'This page cannot be used that way',
  413: 'That was too much to send',
  429: 'Too many requests',
};

/** A page for a person who met an error: no script, no style of its own, nothing of the request in it. */
export function errorPage(status: number, errorId: string | undefined): string {
  const title = titles[status] ?? (status >= 500 ? 'Something went wrong on the server' : 'This request was refused');
  const hint =
    errorId === undefined
      ? 'Go back and try again.'
      : `Try again in a moment. If it keeps happening, tell your administrator this id: ${errorId}`;
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${title}</title></head>
<body><main><h1>${title}</h1><p>${hint}</p></main></body>
</html>
`;
}
