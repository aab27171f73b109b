/** A link by which a person chooses a password: made here, shown once, handed over by whoever asked for it. */
import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { api } from '../../api/client.js';
import { CopyField } from '../../patterns/copy-field.js';
import { Problem } from '../../patterns/problem.js';
import { useAct } from '../../patterns/use-act.js';
import { nameOf, type Person } from './person.js';

interface PasswordLinkProps {
  readonly person: Person;
  readonly kind: 'activate' | 'reset';
  readonly onClose: () => void;
}

const words = {
  activate: {
    title: 'Activate person',
    act: 'Activate person',
    text: 'The person becomes active once they have chosen a password. Whoever has one already is active at once.',
  },
  reset: {
    title: 'Reset password',
    act: 'Reset password',
    text: 'The present password stops working now. Until a new one is chosen, the person can neither sign in nor approve.',
  },
} as const;

export function PasswordLink({ person, kind, onClose }: PasswordLinkProps): ReactNode {
  const act = useAct();
  const [made, setMade] = useState<{ readonly url: string | undefined }>();
  const { title, text, act: label } = words[kind];
  const params = { path: { userId: person.id }, query: { sendEmail: 'false' } } as const;
  const make = async () => {
    if (kind === 'activate') {
      const { data } = await api.POST('/api/v1/users/{userId}/lifecycle/activate', { params });
      setMade({ url: data?.activationUrl });
    } else {
      const { data } = await api.POST('/api/v1/users/{userId}/lifecycle/reset_password', { params });
      setMade({ url: data?.resetPasswordUrl });
    }
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={`${title}: ${nameOf(person)}`}
      closeOnClickOutside={made === undefined}
      closeButtonProps={{ 'aria-label': 'Close the dialog' }}
    >
      {made === undefined ? (
        <Stack gap="md">
          <Text size="sm">{text}</Text>
          {act.error === undefined ? null : <Problem error={act.error} what={label.toLowerCase()} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose} data-autofocus>
              Cancel
            </Button>
            <Button loading={act.isRunning} onClick={() => void act.run(make)}>
              {label}
            </Button>
          </Group>
        </Stack>
      ) : (
        <Stack gap="md">
          {made.url === undefined ? (
            <Text size="sm">Done. The person has a password and can sign in.</Text>
          ) : (
            <>
              <Text size="sm">
                Hand this link to {nameOf(person)} yourself, on a way you trust: this server sends no e-mail. It works once and is not shown
                again.
              </Text>
              <CopyField label="Link for the password" value={made.url} />
            </>
          )}
          <Group justify="flex-end">
            <Button onClick={onClose}>Close</Button>
          </Group>
        </Stack>
      )}
    </Modal>
  );
}
