/** What a sender needs to speak to a push service for one provider of the org. Never logged. */
export type PushCredentials =
  | {
      readonly type: 'APNS';
      readonly keyId: string;
      readonly teamId: string;
      /** PKCS#8 PEM of the P-256 signing key. */
      readonly tokenSigningKey: string;
    }
  | {
      readonly type: 'FCM';
      readonly projectId: string;
      readonly clientEmail: string;
      /** PKCS#8 PEM of the service account's RSA key. */
      readonly privateKey: string;
      /** How the token endpoint calls itself in assertions; its address is configuration, never this. */
      readonly tokenAudience: string | undefined;
    }
  | {
      readonly type: 'WEBPUSH';
      /** The uncompressed P-256 point, base64url. */
      readonly publicKey: string;
      /** PKCS#8 PEM. */
      readonly privateKey: string;
      /** Contact of the sender (RFC 8292 2.1); undefined: the org's URL. */
      readonly subject: string | undefined;
    };

export interface PushCredentialStore {
  /** Opened for sending only; the management API never reads them. */
  find(orgId: string, providerId: string): Promise<PushCredentials | undefined>;
}
