/** Several short texts, one field each: addresses, scopes. */
import { ActionIcon, Button, Group, Input, Stack, TextInput } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { type ReactNode, useId } from 'react';

interface TextListProps {
  readonly label: string;
  readonly description?: ReactNode;
  /** One of them: `redirect URI`. */
  readonly item: string;
  readonly value: readonly string[];
  readonly onChange: (value: string[]) => void;
  readonly error?: ReactNode;
  /** Name of the form's field. */
  readonly path: string;
  readonly type?: 'url' | 'text';
}

export function TextList({ label, description, item, value, onChange, error, path, type = 'text' }: TextListProps): ReactNode {
  const id = useId();
  const shown = value.length === 0 ? [''] : value;
  const errorId = `${id}-error`;
  return (
    <div role="group" aria-labelledby={id}>
      <Input.Label id={id} component="div">
        {label}
      </Input.Label>
      {description === undefined ? null : <Input.Description mb={6}>{description}</Input.Description>}
      <Stack gap={6}>
        {shown.map((text, at) => (
          // the place is what tells them apart while they are typed
          <Group key={at} gap={6} wrap="nowrap">
            <TextInput
              style={{ flex: 1 }}
              type={type}
              inputMode={type}
              aria-label={`${item} ${at + 1}`}
              value={text}
              error={error !== undefined && error !== null}
              aria-describedby={errorId}
              {...(at === 0 ? { 'data-path': path } : {})}
              onChange={(event) => onChange(shown.with(at, event.currentTarget.value))}
            />
            {shown.length === 1 && text === '' ? null : (
              <ActionIcon
                variant="subtle"
                color="gray"
                size={36}
                aria-label={`Remove ${item} ${at + 1}`}
                onClick={() => onChange(shown.toSpliced(at, 1))}
              >
                <IconTrash size={18} />
              </ActionIcon>
            )}
          </Group>
        ))}
      </Stack>
      <Input.Error id={errorId} mt={4}>
        {error}
      </Input.Error>
      <Button mt={6} size="xs" variant="default" leftSection={<IconPlus size={14} aria-hidden />} onClick={() => onChange([...shown, ''])}>
        Add {item}
      </Button>
    </div>
  );
}
