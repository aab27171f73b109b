import { describe, expect, it } from 'vitest';
import { markdownBlocks } from './markdown-blocks.js';

describe('pages of the documentation', () => {
  it('are read as headings, paragraphs, lists, tables and code', () => {
    const text =
      '# One `a`\n\nTwo\nlines\n\n- first\n  goes on\n- second\n\n| a | b |\n|---|---|\n| 1 | 2 \\| 3 |\n\n```sh\n# no heading\n```\n';
    expect(markdownBlocks(text)).toEqual([
      { kind: 'heading', level: 1, text: 'One `a`', id: 'one-a' },
      { kind: 'paragraph', text: 'Two lines' },
      { kind: 'list', ordered: false, items: ['first goes on', 'second'] },
      { kind: 'table', head: ['a', 'b'], rows: [['1', '2 | 3']] },
      { kind: 'code', text: '# no heading' },
    ]);
  });

  it('have every heading that the timeline of a request points to', async () => {
    const docs = import.meta.glob('../../../../../docs/*.md', { query: '?raw', import: 'default' });
    const sources = import.meta.glob('../../../../engine/src/domain/management/{push-answer,transaction-timeline}.ts', {
      query: '?raw',
      import: 'default',
    });
    const text = (await Promise.all(Object.values(sources).map((read) => read()))).join('\n');
    const named = [...text.matchAll(/'docs\/([\w-]+\.md)(?:#([\w-]+))?'/g)];
    expect(named.length).toBeGreaterThan(3);
    for (const [, file = '', id] of named) {
      const page = await docs[`../../../../../docs/${file}`]?.();
      expect(page, file).toBeDefined();
      const ids = markdownBlocks(page ?? '').flatMap((block) => (block.kind === 'heading' ? [block.id] : []));
      if (id !== undefined) expect(ids).toContain(id);
    }
  });
});
