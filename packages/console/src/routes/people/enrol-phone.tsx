/** "Enrol a phone": a code for one device, as QR code, link and text. It says by itself when the device is there. */
import { Button, Group, Modal, Select, Stack, Text } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { MethodResponse } from 'openapi-react-query';
import { type ReactNode, useState } from 'react';
import { api, apiQuery } from '../../api/client.js';
import { isReadFreely } from '../../api/read-anew.js';
import { CopyField } from '../../patterns/copy-field.js';
import { TextLink } from '../../patterns/links.js';
import { Loaded } from '../../patterns/loaded.js';
import { Problem } from '../../patterns/problem.js';
import { StatusBadge } from '../../patterns/status-badge.js';
import { useAct } from '../../patterns/use-act.js';
import classes from './enrol-phone.module.css';
import { nameOf, type Person } from './person.js';
import { useSecondsLeft } from './use-seconds-left.js';

type NewLink = MethodResponse<typeof apiQuery, 'post', '/api/v1/users/{userId}/enrollmentLinks'>;

interface EnrolPhoneProps {
  readonly person: Person;
  readonly onClose: () => void;
}

const askMs = 1_500;

export function EnrolPhone({ person, onClose }: EnrolPhoneProps): ReactNode {
  const [made, setMade] = useState<NewLink>();
  return (
    <Modal
      opened
      onClose={onClose}
      title={`Enrol a phone for ${nameOf(person)}`}
      size="lg"
      closeOnClickOutside={false}
      closeButtonProps={{ 'aria-label': 'Close the dialog' }}
    >
      {made === undefined ? (
        <Choose person={person} onMade={setMade} onClose={onClose} />
      ) : (
        <Waiting key={made.id} person={person} made={made} onAgain={() => setMade(undefined)} onClose={onClose} />
      )}
    </Modal>
  );
}

function Choose({ person, onMade, onClose }: EnrolPhoneProps & { readonly onMade: (link: NewLink) => void }): ReactNode {
  const authenticators = apiQuery.useQuery('get', '/api/v1/authenticators');
  const [chosen, setChosen] = useState<string>();
  const act = useAct();
  return (
    <Loaded query={authenticators} what="load the authenticators">
      {(list) => {
        const active = list.filter(({ status }) => status === 'ACTIVE');
        const authenticatorId = chosen ?? active[0]?.id;
        if (authenticatorId === undefined) {
          return (
            <Text size="sm">
              There is no active custom authenticator a phone could enrol in.{' '}
              <TextLink to="/security/authenticators" underline="always" size="sm">
                Set one up
              </TextLink>{' '}
              first.
            </Text>
          );
        }
        const make = async () => {
          const { data } = await api.POST('/api/v1/users/{userId}/enrollmentLinks', {
            params: { path: { userId: person.id } },
            body: { authenticatorId },
          });
          if (data !== undefined) onMade(data);
        };
        return (
          <Stack gap="md">
            <Text size="sm">
              The code lets one device enrol for {nameOf(person)} without a sign-in, for ten minutes. Show it only to the person it is for.
              A code made earlier for the same authenticator stops working.
            </Text>
            <Select
              label="Authenticator"
              data={active.map(({ id, name }) => ({ value: id, label: name }))}
              value={authenticatorId}
              onChange={(id) => setChosen(id ?? undefined)}
              allowDeselect={false}
            />
            {act.error === undefined ? null : <Problem error={act.error} what="create the code" />}
            <Group justify="flex-end">
              <Button variant="default" onClick={onClose}>
                Cancel
              </Button>
              <Button loading={act.isRunning} onClick={() => void act.run(make)} data-autofocus>
                Show the code
              </Button>
            </Group>
          </Stack>
        );
      }}
    </Loaded>
  );
}

interface WaitingProps extends EnrolPhoneProps {
  readonly made: NewLink;
  readonly onAgain: () => void;
}

function Waiting({ person, made, onAgain, onClose }: WaitingProps): ReactNode {
  const queries = useQueryClient();
  const act = useAct();
  const path = { userId: person.id, enrollmentLinkId: made.id };
  const { data } = useQuery({
    queryKey: ['enrollment-link', made.id],
    queryFn: async ({ signal }) => {
      const answer = await api.GET('/api/v1/users/{userId}/enrollmentLinks/{enrollmentLinkId}', { params: { path }, signal });
      if (answer.data?.state === 'USED')
        void queries.invalidateQueries({ predicate: (read) => isReadFreely(read) && read.queryKey[0] !== 'enrollment-link' });
      return answer.data ?? null;
    },
    refetchInterval: ({ state: { data: last } }) => (last === undefined || last === null || last.state === 'WAITING' ? askMs : false),
    refetchIntervalInBackground: true,
  });
  const link = data ?? made;
  const left = useSecondsLeft(link.expiresAt);
  if (link.state === 'USED') {
    return (
      <Stack gap="md" role="status">
        <StatusBadge tone="good" label={`Enrolled: ${link.deviceName ?? 'a device'}`} />
        <Text size="sm">The device is ready. A test challenge shows whether requests reach it.</Text>
        <Group justify="flex-end">
          <Button onClick={onClose} data-autofocus>
            Close
          </Button>
        </Group>
      </Stack>
    );
  }
  if (link.state !== 'WAITING' || left === 0) {
    return (
      <Stack gap="md" role="status">
        <StatusBadge tone="warning" label={link.state === 'CANCELLED' ? 'Cancelled' : 'The code has expired'} />
        <Text size="sm">No device was enrolled with it.</Text>
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Close
          </Button>
          <Button onClick={onAgain}>Make a new code</Button>
        </Group>
      </Stack>
    );
  }
  const cancel = async () => {
    await api.DELETE('/api/v1/users/{userId}/enrollmentLinks/{enrollmentLinkId}', { params: { path } });
    onClose();
  };
  return (
    <Stack gap="md">
      <Text size="sm">Scan the code with the phone&apos;s camera, or open the link on it.</Text>
      <img
        className={classes['code']}
        src={`data:image/svg+xml,${encodeURIComponent(made.qrCode)}`}
        alt="QR code of the enrollment link"
        width={220}
        height={220}
      />
      <CopyField label="Link" value={made.link} />
      <CopyField label="Code" value={made.code} help="To paste or type into the app." />
      <Group gap="sm">
        <span role="status">
          <StatusBadge tone="waiting" label={link.openedAt === null ? 'Waiting for the device…' : 'Opened on a device, waiting…'} />
        </span>
        <Text size="sm" c="dimmed">
          {`${Math.floor(left / 60)}:${String(left % 60).padStart(2, '0')} left`}
        </Text>
      </Group>
      {act.error === undefined ? null : <Problem error={act.error} what="cancel the code" />}
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose}>
          Close, keep the code
        </Button>
        <Button color="red.9" loading={act.isRunning} onClick={() => void act.run(cancel)}>
          Cancel the code
        </Button>
      </Group>
    </Stack>
  );
}
