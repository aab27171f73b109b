import type { TransactionType } from '@countersign/contracts/wire';
import type { BrandColours } from '../brand/screen-colours.js';

/** The org's configured kind of factor: a branded app on people's devices (Okta key `custom_app`). */
export interface Authenticator {
  /** `aut…`, 20 characters */
  readonly id: string;
  readonly orgId: string;
  readonly name: string;
  readonly active: boolean;
  readonly userVerification: 'PREFERRED' | 'REQUIRED';
  /** The native OIDC app of the device: `aud` of its challenges. */
  readonly mobileClientId: string;
  readonly pushActive: boolean;
  readonly algorithms: readonly ('RS256' | 'ES256')[];
  readonly keyProtection: 'ANY' | 'HARDWARE';
  readonly transactionTypes: readonly TransactionType[];
  readonly apns: { readonly providerId: string; readonly appBundleId: string; readonly debugAppBundleId: string } | undefined;
  readonly fcm: { readonly providerId: string } | undefined;
  /** Browsers; the public key is what they subscribe with. */
  readonly webPush: { readonly providerId: string; readonly publicKey: string } | undefined;
  /** Of its brand, else of the org's default brand. */
  readonly brandColours?: BrandColours | undefined;
  readonly createdAt: number;
  readonly updatedAt: number;
}
