import { expect, it, vi } from 'vitest';

vi.stubGlobal('location', new URL('http://localhost/admin/'));
const { csvCell } = await import('./export-log.js');

it.each([
  ['plain', 'plain'],
  ['a,b', '"a,b"'],
  ['say "hi"', '"say ""hi"""'],
  ['two\nlines', '"two\nlines"'],
  ['=HYPERLINK("http://x")', `"'=HYPERLINK(""http://x"")"`],
  ['-1', "'-1"],
  ['@here', "'@here"],
])('writes %j as a cell that no spreadsheet runs', (text, cell) => {
  expect(csvCell(text)).toBe(cell);
});
