/** The attributes of a person that the console edits; whatever else the profile holds stays as it is. */
import { SimpleGrid, TextInput } from '@mantine/core';
import type { FormErrors, UseFormReturnType } from '@mantine/form';
import type { ReactNode } from 'react';
import { attribute, type Person } from './person.js';

export interface ProfileValues {
  login: string;
  email: string;
  firstName: string;
  lastName: string;
  displayName: string;
  mobilePhone: string;
}

type ProfileName = keyof ProfileValues;

const labels: Readonly<Record<ProfileName, string>> = {
  login: 'Username',
  email: 'Primary e-mail',
  firstName: 'First name',
  lastName: 'Last name',
  displayName: 'Display name',
  mobilePhone: 'Mobile phone',
};
export const profileNames: readonly ProfileName[] = ['login', 'email', 'firstName', 'lastName', 'displayName', 'mobilePhone'];

/** Where the API's members stand in these fields. */
export const profileFieldNames = Object.fromEntries(profileNames.map((name) => [`profile.${name}`, name]));

export function profileValues(person?: Person): ProfileValues {
  const of = (name: ProfileName) => (person === undefined ? '' : attribute(person, name));
  return {
    login: of('login'),
    email: of('email'),
    firstName: of('firstName'),
    lastName: of('lastName'),
    displayName: of('displayName'),
    mobilePhone: of('mobilePhone'),
  };
}

/** As the API takes it: an attribute that was emptied is removed. An e-mail that is left out is the username. */
export function profileInput({ login, email, ...rest }: ProfileValues) {
  const others = Object.entries(rest).map(([name, value]) => [name, value.trim() === '' ? null : value.trim()] as const);
  return { ...Object.fromEntries(others), login: login.trim(), email: email.trim() === '' ? login.trim() : email.trim() };
}

export function validateProfile({ login }: ProfileValues): FormErrors {
  return login.trim() === '' ? { login: 'Give the person a username' } : {};
}

export const profileFacts = (person: Person) => profileNames.map((name) => ({ label: labels[name], value: attribute(person, name) }));

export function ProfileFields<Values extends ProfileValues>({ form }: { readonly form: UseFormReturnType<Values> }): ReactNode {
  // the form's paths are those of the values above, whatever else it holds
  const fields = form as unknown as UseFormReturnType<ProfileValues>;
  return (
    <>
      <TextInput
        label={labels.login}
        description="In the form of an e-mail address. Applications name the person by it as login_hint."
        type="email"
        maxLength={100}
        autoComplete="off"
        {...fields.getInputProps('login')}
      />
      <TextInput
        label={labels.email}
        description="The same as the username when it is left out."
        type="email"
        maxLength={100}
        autoComplete="off"
        {...fields.getInputProps('email')}
      />
      <SimpleGrid cols={{ base: 1, xs: 2 }}>
        <TextInput label={labels.firstName} maxLength={50} autoComplete="off" {...fields.getInputProps('firstName')} />
        <TextInput label={labels.lastName} maxLength={50} autoComplete="off" {...fields.getInputProps('lastName')} />
      </SimpleGrid>
      <TextInput label={labels.displayName} maxLength={256} autoComplete="off" {...fields.getInputProps('displayName')} />
      <TextInput label={labels.mobilePhone} type="tel" maxLength={100} autoComplete="off" {...fields.getInputProps('mobilePhone')} />
    </>
  );
}
