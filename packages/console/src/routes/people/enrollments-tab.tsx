/** What a person can prove themselves with: enrolled devices, other factors, and the applications they reported. */
import { Button, Text } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import type { MethodResponse } from 'openapi-react-query';
import type { ReactNode } from 'react';
import { api, apiQuery } from '../../api/client.js';
import { readAnew } from '../../api/read-anew.js';
import { Card } from '../../patterns/card.js';
import { useConfirm } from '../../patterns/confirm.js';
import { LineList } from '../../patterns/line-list.js';
import { Loaded } from '../../patterns/loaded.js';
import { Time } from '../../patterns/time.js';
import { useMay } from '../../session/session.js';
import { EnrollmentCard } from './enrollment-card.js';
import { nameOf, type Person } from './person.js';

export type Factor = MethodResponse<typeof apiQuery, 'get', '/api/v1/users/{userId}/factors'>[number];
export type Enrolled = Extract<Factor, { factorType: 'push' }>;
type OtherFactor = Exclude<Factor, Enrolled>;

interface EnrollmentsTabProps {
  readonly person: Person;
  readonly onEnrol: (() => void) | undefined;
}

const recent = 50;

export function EnrollmentsTab({ person, onEnrol }: EnrollmentsTabProps): ReactNode {
  const factors = apiQuery.useQuery('get', '/api/v1/users/{userId}/factors', { params: { path: { userId: person.id } } });
  const requests = apiQuery.useQuery('get', '/api/v1/transactions', { params: { query: { userId: person.id, limit: recent } } });
  return (
    <>
      <Loaded query={factors} what="load devices and factors">
        {(list) => {
          const enrolled = list.filter((factor): factor is Enrolled => factor.factorType === 'push');
          const others = list.filter((factor): factor is OtherFactor => factor.factorType !== 'push');
          return (
            <>
              {enrolled.length === 0 ? (
                <Card
                  title="Devices"
                  act={
                    onEnrol === undefined ? null : (
                      <Button variant="default" onClick={onEnrol}>
                        Enrol a phone
                      </Button>
                    )
                  }
                >
                  <Text size="sm">
                    No device is enrolled: nothing can be approved yet. A phone enrols with a code from here, or by signing in on it.
                  </Text>
                </Card>
              ) : null}
              {enrolled.map((factor) => (
                <EnrollmentCard key={factor.id} person={person} factor={factor} requests={requests.data} />
              ))}
              <OtherFactors person={person} factors={others} hasAny={list.length > 0} />
            </>
          );
        }}
      </Loaded>
      <ClientBlocks person={person} />
    </>
  );
}

interface OtherFactorsProps {
  readonly person: Person;
  readonly factors: readonly OtherFactor[];
  /** Devices among them. */
  readonly hasAny: boolean;
}

function OtherFactors({ person, factors, hasAny }: OtherFactorsProps): ReactNode {
  const confirm = useConfirm();
  const queries = useQueryClient();
  const may = useMay('okta.users.credentials.manage');
  const remove = (factor: OtherFactor) => {
    const name = factorName(factor);
    confirm({
      title: `Remove ${name}`,
      text: `${nameOf(person)} can no longer sign in with it. It can be set up again.`,
      act: 'Remove factor',
      dangerous: true,
      run: async () => {
        await api.DELETE('/api/v1/users/{userId}/factors/{factorId}', { params: { path: { userId: person.id, factorId: factor.id } } });
        await readAnew(queries);
      },
    });
  };
  const reset = () =>
    confirm({
      title: `Reset all factors of ${nameOf(person)}`,
      text: 'Authenticator apps, passkeys and every enrolled device are removed; requests that only those devices could answer end. The person sets up new ones at the next sign-in.',
      act: 'Reset all factors',
      dangerous: true,
      run: async () => {
        await api.POST('/api/v1/users/{userId}/lifecycle/reset_factors', { params: { path: { userId: person.id } } });
        await readAnew(queries);
      },
    });
  return (
    <Card
      title="Other factors"
      description="For signing in. People set them up themselves."
      act={
        may && hasAny ? (
          <Button variant="default" size="sm" onClick={reset}>
            Reset all factors
          </Button>
        ) : null
      }
    >
      <LineList
        label="Other factors"
        none="No authenticator app and no passkey."
        lines={factors.map((factor) => ({
          id: factor.id,
          content: factorName(factor),
          note: (
            <>
              Set up <Time value={factor.created} />, last used <Time value={factor.lastUpdated} />
            </>
          ),
          act: may ? (
            <Button size="compact-sm" variant="default" aria-label={`Remove ${factorName(factor)}`} onClick={() => remove(factor)}>
              Remove
            </Button>
          ) : null,
        }))}
      />
    </Card>
  );
}

function factorName(factor: OtherFactor): string {
  return factor.factorType === 'webauthn' ? `Passkey: ${factor.profile.authenticatorName}` : `Authenticator app: ${factor.profile.name}`;
}

/** Shown only when there is one. */
function ClientBlocks({ person }: { readonly person: Person }): ReactNode {
  const blocks = apiQuery.useQuery('get', '/api/v1/users/{userId}/clientBlocks', { params: { path: { userId: person.id } } });
  const confirm = useConfirm();
  const queries = useQueryClient();
  const may = useMay('okta.users.manage');
  if (blocks.data?.length === 0) return null;
  const release = (clientId: string, clientName: string) =>
    confirm({
      title: `Release ${clientName}`,
      text: `It may ask ${nameOf(person)} again. Do it once you know why the person reported it.`,
      act: 'Release application',
      run: async () => {
        await api.DELETE('/api/v1/users/{userId}/clientBlocks/{clientId}', { params: { path: { userId: person.id, clientId } } });
        await readAnew(queries);
      },
    });
  return (
    <Card
      title="Reported applications"
      description="The person said “I didn’t start this”. These applications cannot ask them until released."
    >
      <Loaded query={blocks} what="load the reported applications">
        {(list) => (
          <LineList
            label="Reported applications"
            none="None."
            lines={list.map(({ clientId, clientName, created }) => ({
              id: clientId,
              content: clientName,
              note: (
                <>
                  Reported <Time value={created} />
                </>
              ),
              act: may ? (
                <Button
                  size="compact-sm"
                  variant="default"
                  aria-label={`Release ${clientName}`}
                  onClick={() => release(clientId, clientName)}
                >
                  Release
                </Button>
              ) : null,
            }))}
          />
        )}
      </Loaded>
    </Card>
  );
}
