import { Button, Checkbox, Group, PasswordInput, Radio, Stack } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { api } from '../../api/client.js';
import { readAnew } from '../../api/read-anew.js';
import { Card } from '../../patterns/card.js';
import { DirectoryPicker } from '../../patterns/directory-picker.js';
import { FormSummary } from '../../patterns/form-summary.js';
import { NoPermission } from '../../patterns/no-permission.js';
import { PageHeader } from '../../patterns/page-header.js';
import { useApiForm } from '../../patterns/use-api-form.js';
import { useMay } from '../../session/session.js';
import { profileFieldNames, ProfileFields, profileInput, profileValues, validateProfile } from './profile-fields.js';

const passwordMin = 8;
const fieldNames = { ...profileFieldNames, groupIds: 'groupIds', 'credentials.password': 'password' };

const place = { title: 'Add person', section: 'People', parent: { label: 'People', to: '/people' } };

export function CreatePersonPage(): ReactNode {
  return useMay('okta.users.manage') ? <CreatePerson /> : <NoPermission {...place} />;
}

function CreatePerson(): ReactNode {
  const navigate = useNavigate();
  const queries = useQueryClient();
  // not among the values: what is typed there is kept over a sign-in
  const [password, setPassword] = useState('');
  const state = useApiForm({
    name: 'new-person',
    initial: { ...profileValues(), groupIds: new Array<string>(), activation: 'link', mustChange: false },
    fields: fieldNames,
    validate: (values) => ({
      ...validateProfile(values),
      ...(values.activation === 'password' && password.length < passwordMin ? { password: `Use at least ${passwordMin} characters` } : {}),
    }),
    save: async ({ groupIds, activation, mustChange, ...profile }) => {
      const { data } = await api.POST('/api/v1/users', {
        params: {
          query: {
            activate: activation === 'later' ? 'false' : 'true',
            ...(activation === 'password' && mustChange ? { nextLogin: 'changePassword' } : {}),
          },
        },
        body: {
          profile: profileInput(profile),
          groupIds,
          ...(activation === 'password' ? { credentials: { password: { value: password } } } : {}),
        },
      });
      await readAnew(queries);
      if (data !== undefined) await navigate({ to: '/people/$userId', params: { userId: data.id } });
    },
  });
  const { form } = state;
  return (
    <>
      <PageHeader {...place} />
      <form onSubmit={state.submit} noValidate aria-label="New person">
        <FormSummary state={state} what="add the person" />
        <Stack gap="lg">
          <Card title="Profile">
            <Stack gap="md">
              <ProfileFields form={form} />
            </Stack>
          </Card>
          <Card title="Groups">
            <DirectoryPicker
              kind="groups"
              label="Groups (optional)"
              description="Everybody is in Everyone besides."
              value={form.values.groupIds}
              onChange={(groupIds) => form.setFieldValue('groupIds', groupIds)}
              path="groupIds"
              error={form.errors['groupIds']}
            />
          </Card>
          <Card title="Activation">
            <Radio.Group aria-label="Activation" {...form.getInputProps('activation')}>
              <Stack gap="sm">
                <Radio
                  value="link"
                  label="Activate now, with a link for the password"
                  description="This server sends no e-mail: on the person's page you get a link that works once, and hand it over."
                />
                <Radio
                  value="password"
                  label="Activate now, I set the password"
                  description="The person can sign in and enrol a phone at once."
                />
                <Radio value="later" label="Activate later" description="Until then the person can neither sign in nor be asked." />
              </Stack>
            </Radio.Group>
            {form.values.activation === 'password' ? (
              <Stack gap="md" mt="md">
                <PasswordInput
                  label="Password"
                  description={`At least ${passwordMin} characters; length is what counts.`}
                  autoComplete="new-password"
                  maxLength={256}
                  value={password}
                  onChange={(event) => {
                    setPassword(event.currentTarget.value);
                    form.clearFieldError('password');
                  }}
                  data-path="password"
                  error={form.errors['password']}
                  visibilityToggleButtonProps={{ 'aria-label': 'Show the password' }}
                />
                <Checkbox
                  label="The person must change the password at the next sign-in"
                  description="Until then they cannot enrol a phone or approve."
                  {...form.getInputProps('mustChange', { type: 'checkbox' })}
                />
              </Stack>
            ) : null}
          </Card>
          <Group>
            <Button type="submit" loading={state.isSaving}>
              Add person
            </Button>
            <Button variant="default" onClick={() => void navigate({ to: '/people' })}>
              Cancel
            </Button>
          </Group>
        </Stack>
      </form>
    </>
  );
}
