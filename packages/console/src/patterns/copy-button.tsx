import { ActionIcon, Tooltip } from '@mantine/core';
import { useClipboard } from '@mantine/hooks';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import type { ReactNode } from 'react';

interface CopyButtonProps {
  readonly value: string | (() => Promise<string>);
  /** Names what is copied: `client ID`. */
  readonly what: string;
}

/** Copies and says so, also to those who only hear the page. */
export function CopyButton({ value, what }: CopyButtonProps): ReactNode {
  const { copy, copied } = useClipboard({ timeout: 2_000 });
  const run = async () => copy(typeof value === 'string' ? value : await value());
  return (
    <>
      <Tooltip label={copied ? 'Copied' : `Copy ${what}`}>
        <ActionIcon variant="subtle" color={copied ? 'teal' : 'gray'} size={28} aria-label={`Copy ${what}`} onClick={() => void run()}>
          {copied ? <IconCheck size={16} /> : <IconCopy size={16} />}
        </ActionIcon>
      </Tooltip>
      <span className="visually-hidden" role="status">
        {copied ? 'Copied' : ''}
      </span>
    </>
  );
}
