/** How people sign in, how often they may be asked, and what leaves the house with a push. */
import { NumberInput, Radio, Select, SimpleGrid, Stack } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import type { MethodResponse } from 'openapi-react-query';
import type { ReactNode } from 'react';
import { api, apiQuery } from '../../api/client.js';
import { readAnew } from '../../api/read-anew.js';
import { EditCard } from '../../patterns/edit-card.js';
import { Facts } from '../../patterns/facts.js';
import { Loaded } from '../../patterns/loaded.js';
import { PageHeader } from '../../patterns/page-header.js';

export function SignInPage(): ReactNode {
  return (
    <>
      <PageHeader title="Sign-in and requests" section="Settings" description="For everybody in the org. A change takes effect at once." />
      <Stack gap="lg">
        <SignInPolicyCard />
        <LockoutCard />
        <PromptLimitsCard />
        <PushContentCard />
      </Stack>
    </>
  );
}

const secondFactors = {
  never: 'Never',
  whenEnrolled: 'From people who have set one up',
  always: 'Always: whoever has none sets one up first',
} as const;
const numberChallenges = { off: 'Off', choose: 'Choose one of three numbers', type: 'Type the number' } as const;
const enrollmentLinks = { allowed: 'Allowed: by code or link, too', off: 'Off: only by signing in on the device' } as const;
const optionsOf = (names: Readonly<Record<string, string>>) => Object.entries(names).map(([value, label]) => ({ value, label }));

function SignInPolicyCard(): ReactNode {
  const query = apiQuery.useQuery('get', '/api/v1/org/signInPolicy');
  const queries = useQueryClient();
  return (
    <Loaded query={query} what="load the sign-in policy">
      {({ secondFactor, numberChallenge, enrollmentLinks: links = 'allowed' }) => (
        <EditCard
          title="Sign-in policy"
          what="save the sign-in policy"
          access="okta.orgs.manage"
          values={{ secondFactor, numberChallenge, enrollmentLinks: links }}
          fields={{ secondFactor: 'secondFactor', numberChallenge: 'numberChallenge', enrollmentLinks: 'enrollmentLinks' }}
          view={
            <Facts
              facts={[
                { label: 'Second factor', value: secondFactors[secondFactor] },
                { label: 'Number challenge at sign-in', value: numberChallenges[numberChallenge] },
                { label: 'Enrolling a device', value: enrollmentLinks[links] },
              ]}
            />
          }
          edit={(form) => (
            <>
              <Select label="Second factor" data={optionsOf(secondFactors)} allowDeselect={false} {...form.getInputProps('secondFactor')} />
              <Select
                label="Number challenge at sign-in"
                description="The sign-in page shows a number that has to be picked or typed on the device."
                data={optionsOf(numberChallenges)}
                allowDeselect={false}
                {...form.getInputProps('numberChallenge')}
              />
              <Select
                label="Enrolling a device"
                data={optionsOf(enrollmentLinks)}
                allowDeselect={false}
                {...form.getInputProps('enrollmentLinks')}
              />
            </>
          )}
          save={async (body) => {
            await api.PUT('/api/v1/org/signInPolicy', { body });
            await readAnew(queries);
          }}
        />
      )}
    </Loaded>
  );
}

function LockoutCard(): ReactNode {
  const query = apiQuery.useQuery('get', '/api/v1/org/lockout');
  const queries = useQueryClient();
  return (
    <Loaded query={query} what="load the lockout">
      {(lockout) => (
        <EditCard
          title="Lockout"
          what="save the lockout"
          access="okta.orgs.manage"
          values={lockout}
          fields={{ maxFailures: 'maxFailures', windowMinutes: 'windowMinutes', lockMinutes: 'lockMinutes' }}
          view={
            <Facts
              facts={[
                { label: 'Failed attempts', value: `${lockout.maxFailures} within ${lockout.windowMinutes} minutes lock the account` },
                {
                  label: 'Locked for',
                  value: lockout.lockMinutes === 0 ? 'Until an administrator unlocks it' : `${lockout.lockMinutes} minutes`,
                },
              ]}
            />
          }
          edit={(form) => (
            <SimpleGrid cols={{ base: 1, sm: 3 }}>
              <NumberInput label="Failed attempts" min={1} max={100} allowDecimal={false} {...form.getInputProps('maxFailures')} />
              <NumberInput label="Within minutes" min={1} max={1_440} allowDecimal={false} {...form.getInputProps('windowMinutes')} />
              <NumberInput
                label="Locked for minutes"
                description="0: until an administrator unlocks it."
                inputWrapperOrder={['label', 'input', 'description', 'error']}
                min={0}
                max={10_080}
                allowDecimal={false}
                {...form.getInputProps('lockMinutes')}
              />
            </SimpleGrid>
          )}
          save={async (body) => {
            await api.PUT('/api/v1/org/lockout', { body });
            await readAnew(queries);
          }}
        />
      )}
    </Loaded>
  );
}

type PromptLimits = MethodResponse<typeof apiQuery, 'get', '/api/v1/org/promptLimits'>;

const limitNames: Readonly<Record<keyof PromptLimits, string>> = {
  live: 'Waiting at once',
  livePerClient: 'Waiting at once, of one application',
  perTenMinutes: 'In ten minutes',
  perDay: 'In a day',
  refusedPerClientAndHour: 'Refused in an hour, of one application',
  refusedPerHour: 'Refused in an hour',
};
const limitOrder: readonly (keyof PromptLimits)[] = [
  'live',
  'livePerClient',
  'perTenMinutes',
  'perDay',
  'refusedPerClientAndHour',
  'refusedPerHour',
];

function PromptLimitsCard(): ReactNode {
  const query = apiQuery.useQuery('get', '/api/v1/org/promptLimits');
  const queries = useQueryClient();
  return (
    <Loaded query={query} what="load the prompt limits">
      {(limits) => (
        <EditCard
          title="Prompt limits"
          description="How many requests one person may have or be sent, against tiring people out. What was refused or left unanswered counts double."
          what="save the prompt limits"
          access="okta.orgs.manage"
          values={limits}
          fields={Object.fromEntries(limitOrder.map((name) => [name, name]))}
          view={<Facts facts={limitOrder.map((name) => ({ label: limitNames[name], value: String(limits[name]) }))} />}
          edit={(form) => (
            <SimpleGrid cols={{ base: 1, sm: 2 }}>
              {limitOrder.map((name) => (
                <NumberInput key={name} label={limitNames[name]} min={1} max={100_000} allowDecimal={false} {...form.getInputProps(name)} />
              ))}
            </SimpleGrid>
          )}
          save={async (body) => {
            await api.PUT('/api/v1/org/promptLimits', { body });
            await readAnew(queries);
          }}
        />
      )}
    </Loaded>
  );
}

const contents = {
  full: 'The signed question, for Apple’s and Google’s push services',
  wakeUp: 'Ids only, on every channel: devices fetch the question',
} as const;

function PushContentCard(): ReactNode {
  const query = apiQuery.useQuery('get', '/api/v1/org/pushSettings');
  const queries = useQueryClient();
  return (
    <Loaded query={query} what="load the push settings">
      {(settings) => (
        <EditCard
          title="Push content"
          description="What leaves the house with a push. Browsers never get more than ids."
          what="save the push content"
          access="okta.orgs.manage"
          values={settings}
          view={<Facts facts={[{ label: 'A push carries', value: contents[settings.pushContent] }]} />}
          edit={(form) => (
            <Radio.Group aria-label="A push carries" {...form.getInputProps('pushContent')}>
              <Stack gap="sm">
                {optionsOf(contents).map(({ value, label }) => (
                  <Radio key={value} value={value} label={label} />
                ))}
              </Stack>
            </Radio.Group>
          )}
          save={async (body) => {
            await api.PUT('/api/v1/org/pushSettings', { body });
            await readAnew(queries);
          }}
        />
      )}
    </Loaded>
  );
}
