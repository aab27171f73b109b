/** The part of Markdown that our documentation is written in, as blocks. Inline marks are left for the one who draws. */
export type Block =
  | { readonly kind: 'heading'; readonly level: number; readonly text: string; readonly id: string }
  | { readonly kind: 'code'; readonly text: string }
  | { readonly kind: 'table'; readonly head: readonly string[]; readonly rows: readonly (readonly string[])[] }
  | { readonly kind: 'list'; readonly ordered: boolean; readonly items: readonly string[] }
  | { readonly kind: 'paragraph'; readonly text: string };

const fence = /^\s*```/;
const heading = /^(#{1,6})\s+(.+)$/;
const item = /^\s*(?:[-*]|(\d+)\.)\s+(.+)$/;
const divider = /^\|[\s:|-]+\|$/;

export function markdownBlocks(text: string): readonly Block[] {
  const lines = text.split('\n');
  const blocks: Block[] = [];
  let at = 0;
  const takeWhile = (holds: (line: string) => boolean): readonly string[] => {
    const start = at;
    while (at < lines.length && holds(lines[at] ?? '')) at += 1;
    return lines.slice(start, at);
  };
  while (at < lines.length) {
    const line = lines[at] ?? '';
    const [, hashes, title] = heading.exec(line) ?? [];
    if (line.trim() === '') at += 1;
    else if (fence.test(line)) {
      at += 1;
      blocks.push({ kind: 'code', text: takeWhile((next) => !fence.test(next)).join('\n') });
      at += 1;
    } else if (hashes !== undefined && title !== undefined) {
      blocks.push({ kind: 'heading', level: hashes.length, text: title, id: headingId(title) });
      at += 1;
    } else if (line.startsWith('|')) {
      const [head = [], ...rows] = takeWhile((next) => next.startsWith('|'))
        .filter((row) => !divider.test(row.trim()))
        .map(cellsOf);
      blocks.push({ kind: 'table', head, rows });
    } else if (item.test(line)) {
      const ordered = item.exec(line)?.[1] !== undefined;
      blocks.push({
        kind: 'list',
        ordered,
        items: itemsOf(takeWhile((next) => next.trim() !== '' && !fence.test(next) && !heading.test(next))),
      });
    } else {
      const isOwn = (next: string) =>
        next.trim() !== '' && !fence.test(next) && !heading.test(next) && !next.startsWith('|') && !item.test(next);
      blocks.push({ kind: 'paragraph', text: takeWhile(isOwn).join(' ') });
    }
  }
  return blocks;
}

/** As the links of the documentation name it. */
export function headingId(title: string): string {
  return title
    .toLowerCase()
    .replaceAll(/[^\w\s-]/g, '')
    .trim()
    .replaceAll(/\s+/g, '-');
}

function cellsOf(row: string): readonly string[] {
  return row
    .trim()
    .slice(1, -1)
    .split(/(?<!\\)\|/)
    .map((cell) => cell.trim().replaceAll('\\|', '|'));
}

/** A line that begins no item goes on with the one before. */
function itemsOf(lines: readonly string[]): readonly string[] {
  const items: string[] = [];
  for (const line of lines) {
    const text = item.exec(line)?.[2];
    if (text !== undefined) items.push(text);
    else items.push(`${items.pop() ?? ''} ${line.trim()}`);
  }
  return items;
}
