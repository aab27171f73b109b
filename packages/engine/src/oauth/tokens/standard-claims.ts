/** OpenID Connect Core 5.1: what the scopes profile, email, address and phone say about a person, from Okta's profile members. */
import type { User } from '../../domain/user/user.js';

export type ClaimValue = string | number | boolean | readonly string[] | Readonly<Record<string, unknown>>;
type Reader = (user: User) => ClaimValue | undefined;

const profileText =
  (member: string): Reader =>
  ({ profile }) =>
    textOf(profile[member]);

interface StandardClaim {
  /** The scope that releases it. */
  readonly scope: string;
  readonly read: Reader;
}
const sources = {
  name: { scope: 'profile', read: displayName },
  nickname: { scope: 'profile', read: profileText('nickName') },
  preferred_username: { scope: 'profile', read: (user) => user.login },
  given_name: { scope: 'profile', read: profileText('firstName') },
  middle_name: { scope: 'profile', read: profileText('middleName') },
  family_name: { scope: 'profile', read: profileText('lastName') },
  profile: { scope: 'profile', read: profileText('profileUrl') },
  picture: { scope: 'profile', read: profileText('picture') },
  website: { scope: 'profile', read: profileText('website') },
  gender: { scope: 'profile', read: profileText('gender') },
  birthdate: { scope: 'profile', read: profileText('birthdate') },
  zoneinfo: { scope: 'profile', read: profileText('timezone') },
  locale: { scope: 'profile', read: profileText('locale') },
  updated_at: { scope: 'profile', read: (user) => Math.floor(user.updatedAt / 1000) },
  email: { scope: 'email', read: (user) => user.email },
  email_verified: { scope: 'email', read: () => true },
  address: { scope: 'address', read: address },
  phone_number: { scope: 'phone', read: ({ profile }) => textOf(profile['primaryPhone']) ?? textOf(profile['mobilePhone']) },
} satisfies Record<string, StandardClaim>;

/** By the claim's name. */
export const standardClaims: ReadonlyMap<string, StandardClaim> = new Map(Object.entries(sources));

/** Never empty: Okta's Android sample ends the sign-in without a name. */
function displayName(user: User): string {
  const parts = [textOf(user.profile['firstName']), textOf(user.profile['lastName'])].filter((part) => part !== undefined);
  return parts.length > 0 ? parts.join(' ') : (textOf(user.profile['displayName']) ?? user.login);
}

function address({ profile }: User): ClaimValue | undefined {
  const members: readonly (readonly [string, string])[] = [
    ['street_address', 'streetAddress'],
    ['locality', 'city'],
    ['region', 'state'],
    ['postal_code', 'zipCode'],
    ['country', 'countryCode'],
  ];
  const known = members.flatMap(([claim, member]) => {
    const text = textOf(profile[member]);
    return text === undefined ? [] : [[claim, text] as const];
  });
  return known.length === 0 ? undefined : Object.fromEntries(known);
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
