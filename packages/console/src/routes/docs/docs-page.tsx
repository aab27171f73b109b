/** The documentation that came with this server: what a link from an error or a timeline explains, also without a network. */
import { Anchor, Code } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useLocation, useParams } from '@tanstack/react-router';
import { type ReactNode, useEffect } from 'react';
import { CodeBlock } from '../../patterns/code-block.js';
import { Loaded } from '../../patterns/loaded.js';
import { TextLink } from '../../patterns/links.js';
import { PageHeader } from '../../patterns/page-header.js';
import { NoSuchPage } from '../../app/page-states.js';
import classes from './docs-page.module.css';
import { type Block, markdownBlocks } from './markdown-blocks.js';

const files = import.meta.glob('../../../../../docs/*.md', { query: '?raw', import: 'default' });

export function DocsPage(): ReactNode {
  const { page = '' } = useParams({ strict: false });
  const read = Object.entries(files).find(([path]) => path.endsWith(`/${page}.md`))?.[1];
  const query = useQuery({
    queryKey: ['docs', page],
    queryFn: async () => markdownBlocks((await read?.()) ?? ''),
    enabled: read !== undefined,
    staleTime: Number.POSITIVE_INFINITY,
  });
  const { hash } = useLocation();
  useEffect(() => {
    if (query.data !== undefined && hash !== '') document.getElementById(hash)?.scrollIntoView();
  }, [query.data, hash]);
  if (read === undefined) return <NoSuchPage />;
  return (
    <Loaded query={query} what="load the documentation">
      {(blocks) => {
        const [first, ...rest] = blocks;
        const title = first?.kind === 'heading' ? first.text : page;
        return (
          <>
            <PageHeader title={title} section="Documentation" />
            <div className={classes['page']}>
              {(first?.kind === 'heading' ? rest : blocks).map((block, at) => (
                <BlockView key={at} block={block} />
              ))}
            </div>
          </>
        );
      }}
    </Loaded>
  );
}

function BlockView({ block }: { readonly block: Block }): ReactNode {
  switch (block.kind) {
    case 'heading': {
      const Heading = block.level <= 2 ? 'h2' : 'h3';
      return (
        <Heading id={block.id} tabIndex={-1}>
          <Inline text={block.text} />
        </Heading>
      );
    }
    case 'code':
      return (
        <div style={{ marginBottom: 16 }}>
          <CodeBlock code={block.text} what="code" />
        </div>
      );
    case 'list': {
      const List = block.ordered ? 'ol' : 'ul';
      return (
        <List>
          {block.items.map((item, at) => (
            <li key={at}>
              <Inline text={item} />
            </li>
          ))}
        </List>
      );
    }
    case 'table':
      return <TableView block={block} />;
    case 'paragraph':
      return (
        <p>
          <Inline text={block.text} />
        </p>
      );
  }
}

function TableView({ block: { head, rows } }: { readonly block: Extract<Block, { readonly kind: 'table' }> }): ReactNode {
  return (
    // reachable by keyboard: it scrolls by itself on narrow screens
    <div className={classes['scroll']} tabIndex={0} role="region" aria-label={head.join(', ')}>
      <table>
        <thead>
          <tr>
            {head.map((cell, at) =>
              cell === '' ? (
                <td key={at} />
              ) : (
                <th key={at} scope="col">
                  <Inline text={cell} />
                </th>
              ),
            )}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, line) => (
            <tr key={line}>
              {row.map((cell, at) => (
                <td key={at}>
                  <Inline text={cell} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const marks = /(`[^`]+`|\*\*[^*]+\*\*|!?\[[^\]]*\]\([^)\s]+\))/;

/** `code`, **strong** and links; links out of the documentation are words only. */
function Inline({ text }: { readonly text: string }): ReactNode {
  return text.split(marks).map((part, at) => {
    if (part.startsWith('`')) return <Code key={at}>{part.slice(1, -1)}</Code>;
    if (part.startsWith('**')) return <strong key={at}>{part.slice(2, -2)}</strong>;
    const [, label = '', target = ''] = /^\[([^\]]*)\]\(([^)\s]+)\)$/.exec(part) ?? [];
    if (label === '') return part.startsWith('![') ? '' : part;
    return <DocLink key={at} label={label} target={target} />;
  });
}

function DocLink({ label, target }: { readonly label: string; readonly target: string }): ReactNode {
  const inner = <Inline text={label} />;
  const [, name, hash = ''] = /^([\w-]+)\.md(?:#(.+))?$/.exec(target) ?? [];
  if (name !== undefined)
    return (
      <TextLink to="/docs/$page" params={{ page: name }} hash={hash}>
        {inner}
      </TextLink>
    );
  if (target.startsWith('#')) return <Anchor href={target}>{inner}</Anchor>;
  if (target.startsWith('https://'))
    return (
      <Anchor href={target} target="_blank" rel="noreferrer">
        {inner}
      </Anchor>
    );
  return inner;
}
