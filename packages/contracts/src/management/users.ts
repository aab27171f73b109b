/** People (okta-api 3.10). */
import { z } from 'zod';
import { linksWithSelf } from './links.js';
import { switchParameter } from './query-parameters.js';
import { lineText, objectId, text, timestamp } from './text.js';

export const userStatuses = [
  'STAGED',
  'PROVISIONED',
  'ACTIVE',
  'RECOVERY',
  'PASSWORD_EXPIRED',
  'LOCKED_OUT',
  'SUSPENDED',
  'DEPROVISIONED',
] as const;

/** E-mail form: one @, no blanks; what makes an address real only a message to it can tell. */
const address = lineText({ min: 5, max: 100 }).regex(/^[^\s@"<>]+@[^\s@"<>]+$/u, 'must have the form of an e-mail address');
const name = lineText({ max: 50 }).nullish();
const short = (max: number) => lineText({ min: 0, max }).nullish();

const knownProfile = {
  login: address,
  email: address,
  firstName: name,
  lastName: name,
  middleName: name,
  displayName: short(256),
  nickName: short(256),
  secondEmail: address.nullish().or(z.literal('')),
  mobilePhone: short(100),
  primaryPhone: short(100),
  countryCode: z
    .string()
    .regex(/^[A-Za-z]{2}$/, 'must have two letters')
    .nullish()
    .or(z.literal('')),
  streetAddress: short(1024),
  postalAddress: short(4096),
  city: short(128),
  state: short(128),
  zipCode: short(50),
};
/** Custom attributes pass through: single values or lists of them. */
const customValue = z.union([
  text({ max: 4096 }),
  z.number(),
  z.boolean(),
  z.null(),
  z.array(z.union([text({ max: 4096 }), z.number()])).max(500),
]);
const attributeNames = (profile: object) => Object.keys(profile).every((key) => /^[A-Za-z_][A-Za-z0-9_]{0,63}$/.test(key));

export const userProfile = z
  .object(knownProfile)
  .catchall(customValue)
  .refine(attributeNames, 'contains an attribute name that is not allowed');
export type UserProfileInput = z.output<typeof userProfile>;
const partialProfile = z
  .object(knownProfile)
  .partial()
  .catchall(customValue)
  .refine(attributeNames, 'contains an attribute name that is not allowed');

/** NIST SP 800-63B 3.1.1: length is what counts; all characters are allowed. */
export const userPassword = text({ min: 8, max: 256 });
const credentials = z
  .object({
    password: z
      .object({
        value: userPassword.optional(),
        hash: z.undefined('password hashes can be imported only with a new user').optional(),
        hook: z.undefined('password hooks are not supported').optional(),
      })
      .optional(),
  })
  .nullish();

/** Base64, as the original writes salts and digests. */
const base64 = z
  .string()
  .max(1024)
  .regex(/^[A-Za-z0-9+/]+={0,2}$/, 'must be base64');
const salted = { salt: base64.optional(), saltOrder: z.enum(['PREFIX', 'POSTFIX']).default('PREFIX'), value: base64 };
/**
 * Hashes of other systems, as far as they can be verified here (okta-api 3.10): not BCRYPT. The password itself is unknown until the person
 * signs in with it.
 */
export const passwordHash = z.discriminatedUnion('algorithm', [
  z.object({ algorithm: z.enum(['SHA-512', 'SHA-256', 'SHA-1', 'MD5']), ...salted }),
  z.object({
    algorithm: z.literal('PBKDF2'),
    salt: base64,
    value: base64,
    iterationCount: z.int().min(1).max(1_000_000),
    keySize: z.int().min(16).max(64),
    digestAlgorithm: z.enum(['SHA256_HMAC', 'SHA512_HMAC']),
  }),
]);
export type PasswordHashInput = z.output<typeof passwordHash>;
const newCredentials = z
  .object({
    password: z
      .object({
        value: userPassword.optional(),
        hash: passwordHash.optional(),
        hook: z.undefined('password hooks are not supported').optional(),
      })
      .refine(({ value, hash }) => value === undefined || hash === undefined, 'value and hash exclude each other')
      .optional(),
  })
  .nullish();

export const userInput = z
  .object({ profile: userProfile, credentials: newCredentials, groupIds: z.array(objectId).max(20).default([]) })
  .meta({
    id: 'UserInput',
    examples: [
      {
        profile: { login: 'ada@example.com', email: 'ada@example.com', firstName: 'Ada', lastName: 'Example' },
        credentials: { password: { value: 'a long pass phrase' } },
      },
    ],
  });
export type UserInput = z.output<typeof userInput>;
/** POST on a user: only what is given changes; `null` removes an attribute. */
export const userUpdate = z.object({ profile: partialProfile.default({}), credentials }).meta({ id: 'UserUpdate' });
export type UserUpdate = z.output<typeof userUpdate>;
/** PUT on a user: the profile is replaced. */
export const userReplacement = z.object({ profile: userProfile, credentials }).meta({ id: 'UserReplacement' });
export type UserReplacement = z.output<typeof userReplacement>;

export const changePasswordInput = z
  .object({ oldPassword: z.object({ value: text({ max: 256 }) }), newPassword: z.object({ value: userPassword }) })
  .meta({ id: 'PasswordChange' });
export type ChangePasswordInput = z.output<typeof changePasswordInput>;

/** With `changePassword` a password the person is given is good for one sign-in, in which they choose another. */
const nextLogin = z.enum(['changePassword']).optional();

export const createUserQuery = z.object({
  activate: switchParameter(true),
  provider: switchParameter(false),
  nextLogin,
});
export const activateUserQuery = z.object({ sendEmail: switchParameter(true), nextLogin });
/** With `sendEmail=false`, for a person who has no password. */
export const activationOutput = z.object({ activationUrl: z.url(), activationToken: z.string() }).partial().meta({ id: 'UserActivation' });
export const resetPasswordQuery = z.object({
  sendEmail: z.enum(['false'], 'this server sends no e-mail: only false is possible').optional(),
  revokeSessions: switchParameter(false),
});
export const passwordResetOutput = z.object({ resetPasswordUrl: z.url() }).meta({ id: 'PasswordReset' });

export const expirePasswordQuery = z.object({ tempPassword: switchParameter(false) });
export const temporaryPasswordQuery = z.object({ revokeSessions: switchParameter(false) });
export const temporaryPasswordOutput = z.object({ tempPassword: z.string() }).meta({ id: 'TemporaryPassword' });

/** `oauthTokens`: what the sessions granted ends with them. */
export const sessionQuery = z.object({ oauthTokens: switchParameter(false) });

const instant = timestamp.nullable();
/** `password` is there, and empty, where the user has one. */
export const userCredentialsOutput = z.object({
  password: z.strictObject({}).optional(),
  provider: z.object({ type: z.literal('OKTA'), name: z.literal('OKTA') }),
});

export const userOutput = z
  .object({
    id: z.string().length(20),
    status: z.enum(userStatuses),
    created: timestamp,
    activated: instant,
    statusChanged: instant,
    lastLogin: instant,
    lastUpdated: timestamp,
    passwordChanged: instant,
    type: z.object({ id: z.string() }),
    profile: z.looseObject({ login: z.string(), email: z.string() }),
    credentials: userCredentialsOutput,
    _links: linksWithSelf,
  })
  .meta({ id: 'User' });

/** The roles an administrator can have, the strongest first; Okta's names. */
export const adminRoles = ['SUPER_ADMIN', 'APP_ADMIN', 'HELP_DESK_ADMIN', 'READ_ONLY_ADMIN'] as const;
export type AdminRole = (typeof adminRoles)[number];
export const adminRoleInput = z.object({ type: z.enum(adminRoles) });
export const adminRoleOutput = z.looseObject({ id: z.string(), type: z.enum(adminRoles), label: z.string(), status: z.literal('ACTIVE') });
