/** Ends the password of a person, with or without another one for the next sign-in, which is shown once. */
import { Button, Checkbox, Group, Modal, Stack, Text } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { api } from '../../api/client.js';
import { Problem } from '../../patterns/problem.js';
import { SecretField } from '../../patterns/secret-field.js';
import { useAct } from '../../patterns/use-act.js';
import { nameOf, type Person } from './person.js';

interface ExpirePasswordProps {
  readonly person: Person;
  readonly onClose: () => void;
}

export function ExpirePassword({ person, onClose }: ExpirePasswordProps): ReactNode {
  const act = useAct();
  const [withTemporary, setWithTemporary] = useState(false);
  const [temporary, setTemporary] = useState<string>();
  const expire = async () => {
    const path = { userId: person.id };
    if (!withTemporary) {
      await api.POST('/api/v1/users/{userId}/lifecycle/expire_password', { params: { path } });
      return onClose();
    }
    const { data } = await api.POST('/api/v1/users/{userId}/lifecycle/expire_password_with_temp_password', { params: { path } });
    setTemporary(data?.tempPassword);
  };
  const isMade = temporary !== undefined;
  return (
    <Modal
      opened
      onClose={onClose}
      title={isMade ? 'Temporary password' : `Expire password: ${nameOf(person)}`}
      closeOnClickOutside={!isMade}
      closeOnEscape={!isMade}
      closeButtonProps={{ 'aria-label': 'Close the dialog' }}
    >
      {isMade ? (
        <Stack gap="md">
          <Text size="sm">
            Hand it to {nameOf(person)} on a way you trust: it is not shown again. It is good for one sign-in, in which they choose another.
          </Text>
          <SecretField label="Temporary password" value={temporary} revealed />
          <Group justify="flex-end">
            <Button onClick={onClose}>I have copied the password</Button>
          </Group>
        </Stack>
      ) : (
        <Stack gap="md">
          <Text size="sm">
            At the next sign-in the person chooses another password before they go on. Until then they cannot approve; requests that wait
            for them end as failed.
          </Text>
          <Checkbox
            label="Give a temporary password for that sign-in"
            description="The present password stops working. Without it, the present one is used once more."
            checked={withTemporary}
            onChange={(event) => setWithTemporary(event.currentTarget.checked)}
          />
          {act.error === undefined ? null : <Problem error={act.error} what="expire the password" />}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose} data-autofocus>
              Cancel
            </Button>
            <Button color="red" loading={act.isRunning} onClick={() => void act.run(expire)}>
              Expire password
            </Button>
          </Group>
        </Stack>
      )}
    </Modal>
  );
}
