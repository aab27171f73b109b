/** Answers of the enrollment API and of the two documents a device reads first (devices protocol 1.2, 1.3, 1.4). */
import type { TransactionType } from '../challenge/challenge.js';

/** Bodies of `POST …/app-authenticators` and `PATCH …/app-authenticators/{id}`. There is no `device.profile`: it can break stock decoders. */
export interface AppAuthenticatorEnrollment {
  readonly id: string;
  readonly authenticatorId: string;
  /** ISO 8601 with milliseconds and `Z`, as are all dates here. */
  readonly createdDate: string;
  readonly lastUpdated: string;
  readonly user: { readonly id: string; readonly username?: string };
  readonly device: {
    readonly id: string;
    readonly status: 'ACTIVE' | 'SUSPENDED' | 'DEACTIVATED';
    readonly createdDate: string;
    readonly lastUpdated: string;
    readonly clientInstanceId: string;
  };
  readonly methods: {
    readonly push: {
      readonly id: string;
      readonly createdDate: string;
      readonly lastUpdated: string;
      /** The only source of the address that lists pending challenges. */
      readonly links: { readonly pending: EnrollmentLink };
    };
  };
  readonly links: { readonly self: EnrollmentLink };
}

export interface EnrollmentLink {
  readonly href: string;
  readonly hints: { readonly allow: readonly string[] };
}

/** `GET /.well-known/okta-organization`. `id` is the `orgId` of every challenge. */
export interface OrganizationDocument {
  readonly id: string;
  readonly pipeline: 'idx';
  readonly _links: { readonly organization: { readonly href: string }; readonly alternate?: { readonly href: string } };
}

/** One element of `GET /.well-known/app-authenticator-configuration`. Other values in its lists fail the decoders of stock SDKs. */
export interface AppAuthenticatorConfiguration {
  readonly authenticatorId: string;
  readonly orgId: string;
  readonly key: 'custom_app';
  readonly type: 'app';
  readonly name: string;
  readonly createdDate: string;
  readonly lastUpdated: string;
  readonly settings: { readonly userVerification: 'PREFERRED' | 'REQUIRED'; readonly oauthClientId: string };
  readonly supportedMethods: readonly {
    readonly type: 'push';
    readonly status: 'ACTIVE' | 'INACTIVE';
    readonly settings: {
      readonly algorithms: readonly ('RS256' | 'ES256')[];
      readonly keyProtection: 'ANY' | 'HARDWARE';
      readonly transactionTypes: readonly TransactionType[];
    };
  }[];
  readonly appAuthenticatorEnrollEndpoint: string;
  /** Ours: browsers can be pushed to. `applicationServerKey` of their subscription (RFC 8292), base64url. */
  readonly cs_webPush?: { readonly publicKey: string };
}
