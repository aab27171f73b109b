import { Button } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { apiQuery } from '../../api/client.js';
import { readAnew } from '../../api/read-anew.js';
import { StatusMenu } from '../../patterns/act-menu.js';
import { useConfirm } from '../../patterns/confirm.js';
import { DetailTabs } from '../../patterns/detail-tabs.js';
import { ButtonLink } from '../../patterns/links.js';
import { Loaded } from '../../patterns/loaded.js';
import { PageHeader } from '../../patterns/page-header.js';
import { StatusBadge } from '../../patterns/status-badge.js';
import { ViewAsCode } from '../../patterns/view-as-code.js';
import { useMay } from '../../session/session.js';
import { AccessTab } from './access-tab.js';
import { EnrolPhone } from './enrol-phone.js';
import { EnrollmentsTab } from './enrollments-tab.js';
import { ExpirePassword } from './expire-password.js';
import { PasswordLink } from './password-link.js';
import { nameOf, type Person, statusNames, statusTones } from './person.js';
import { personActs } from './person-life-cycle.js';
import { ProfileTab } from './profile-tab.js';
import { RequestsTab } from './requests-tab.js';
import { suspendAllDevices } from './suspend-all-devices.js';

export function PersonPage(): ReactNode {
  const { userId = '' } = useParams({ strict: false });
  const query = apiQuery.useQuery('get', '/api/v1/users/{userId}', { params: { path: { userId } } });
  return (
    <Loaded query={query} what="load the person">
      {(person) => <PersonDetail person={person} />}
    </Loaded>
  );
}

type Open = 'activate' | 'reset' | 'expire' | 'enrol';

function PersonDetail({ person }: { readonly person: Person }): ReactNode {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const confirm = useConfirm();
  const [open, setOpen] = useState<Open>();
  const mayDevices = useMay('okta.devices.manage');
  const mayTry = useMay('okta.transactions.manage');
  const may = {
    manage: useMay('okta.users.manage'),
    credentials: useMay('okta.users.credentials.manage'),
    sessions: useMay('okta.sessions.manage'),
  };
  const onDone = () => readAnew(queries);
  const acts = personActs({
    person,
    may,
    confirm,
    onLink: setOpen,
    onExpire: () => setOpen('expire'),
    onDone,
    onDeleted: () => void navigate({ to: '/people' }),
  });
  const status = statusNames[person.status];
  const isActive = person.status === 'ACTIVE';
  const close = () => setOpen(undefined);
  const enrol = may.credentials && isActive ? () => setOpen('enrol') : undefined;
  const tabs = [
    { id: 'enrollments', label: 'Devices and factors', content: () => <EnrollmentsTab person={person} onEnrol={enrol} /> },
    { id: 'profile', label: 'Profile', content: () => <ProfileTab person={person} /> },
    { id: 'access', label: 'Groups, apps and roles', content: () => <AccessTab person={person} /> },
    { id: 'requests', label: 'Requests', content: () => <RequestsTab person={person} /> },
  ];
  return (
    <>
      <PageHeader
        title={nameOf(person)}
        section="People"
        parent={{ label: 'People', to: '/people' }}
        description={person.profile.login}
        badge={
          acts.length > 0 ? <StatusMenu status={status} acts={acts} /> : <StatusBadge tone={statusTones[person.status]} label={status} />
        }
        acts={
          <>
            {enrol === undefined ? null : <Button onClick={enrol}>Enrol a phone</Button>}
            {mayTry && isActive ? (
              <ButtonLink to="/try-it" search={{ userId: person.id }} variant="default">
                Send test challenge
              </ButtonLink>
            ) : null}
            {mayDevices ? (
              <Button variant="default" onClick={() => suspendAllDevices({ person, confirm, onDone })}>
                Suspend all devices
              </Button>
            ) : null}
            <ViewAsCode
              what="person"
              call={{ method: 'GET', path: `/api/v1/users/${person.id}` }}
              node={`const user = await client.userApi.getUser({ userId: '${person.id}' });`}
              resource={person}
            />
          </>
        }
      />
      <DetailTabs tabs={tabs} label={`About ${nameOf(person)}`} />
      {open === 'enrol' ? <EnrolPhone person={person} onClose={close} /> : null}
      {open === 'expire' ? <ExpirePassword person={person} onClose={close} /> : null}
      {open === 'activate' || open === 'reset' ? <PasswordLink person={person} kind={open} onClose={close} /> : null}
    </>
  );
}
