import { useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { api } from '../../api/client.js';
import { readAnew } from '../../api/read-anew.js';
import { Card } from '../../patterns/card.js';
import { EditCard } from '../../patterns/edit-card.js';
import { EntityId } from '../../patterns/entity-id.js';
import { Facts } from '../../patterns/facts.js';
import { Time } from '../../patterns/time.js';
import { attribute, type Person, statusNames } from './person.js';
import {
  profileFacts,
  profileFieldNames,
  ProfileFields,
  profileInput,
  profileNames,
  profileValues,
  validateProfile,
} from './profile-fields.js';

export function ProfileTab({ person }: { readonly person: Person }): ReactNode {
  const queries = useQueryClient();
  const known: ReadonlySet<string> = new Set(profileNames);
  const others = Object.keys(person.profile).filter((name) => !known.has(name) && attribute(person, name) !== '');
  return (
    <>
      <EditCard
        title="Profile"
        what="save the profile"
        access="okta.users.manage"
        values={profileValues(person)}
        fields={profileFieldNames}
        validate={validateProfile}
        view={<Facts facts={[...profileFacts(person), ...others.map((name) => ({ label: name, value: attribute(person, name) }))]} />}
        edit={(form) => <ProfileFields form={form} />}
        save={async (values) => {
          await api.POST('/api/v1/users/{userId}', { params: { path: { userId: person.id } }, body: { profile: profileInput(values) } });
          await readAnew(queries);
        }}
      />
      <Card title="Account">
        <Facts
          facts={[
            { label: 'User id', value: <EntityId value={person.id} what="user id" /> },
            { label: 'Status', value: statusNames[person.status] },
            { label: 'Status changed', value: <Time value={person.statusChanged} /> },
            {
              label: 'Password',
              value:
                person.credentials.password === undefined ? (
                  'None'
                ) : (
                  <>
                    Set <Time value={person.passwordChanged} />
                  </>
                ),
            },
            { label: 'Last sign-in', value: <Time value={person.lastLogin} /> },
            { label: 'Created', value: <Time value={person.created} /> },
            { label: 'Last changed', value: <Time value={person.lastUpdated} /> },
          ]}
        />
      </Card>
    </>
  );
}
