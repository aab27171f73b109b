import { generateKeyPairSync, randomBytes, type JsonWebKey, type KeyObject } from 'node:crypto';
import type { TestClaims } from './test-jwt.js';

export interface StoredKey extends JsonWebKey {
  kid: string;
  'cs:webauthn'?: Readonly<Record<string, string>>;
}

export interface StoredDevice {
  readonly id: string;
  readonly clientInstanceId: string;
  readonly clientInstanceKey: StoredKey;
  readonly body: TestClaims;
}

export interface StoredEnrollment {
  readonly id: string;
  readonly methodId: string;
  readonly userId: string;
  readonly device: StoredDevice;
  pushToken: string;
  transactionTypes: string[];
  keys: Record<string, StoredKey>;
}

export interface StoredTransaction {
  readonly id: string;
  readonly enrollmentId: string;
  readonly nonce: string;
  /** Claims that differ from what the reference sends, and header members. */
  readonly claims: TestClaims;
  readonly header: TestClaims;
  /** Number matching: the right one, and those to choose from when it is not typed. */
  number?: { readonly answer: string; readonly choices?: readonly string[] };
  reported?: string;
  state: 'pending' | 'approved' | 'denied' | 'failed';
  answer?: { readonly header: TestClaims; readonly claims: TestClaims };
}

export interface BearerToken {
  readonly userId: string;
  readonly scopes: readonly string[];
}

export interface ServerKey {
  readonly kid: string;
  readonly privateKey: KeyObject;
  readonly jwk: JsonWebKey;
}

/** What the reference server remembers, open to the tests. */
export interface ProtocolState {
  readonly orgId: string;
  readonly clientId: string;
  /** Milliseconds since the epoch. */
  now: number;
  policy: TestClaims;
  userVerificationRequired: boolean;
  /** False: as servers that know nothing of display documents. */
  displayDocuments: boolean;
  liveChannel: boolean;
  /** Changes the document before the server signs its digest. */
  documentOf: (document: TestClaims) => TestClaims;
  /** Changes the document on its way to the device. */
  onDisplay: (document: TestClaims) => unknown;
  signingKey: ServerKey;
  publishedKeys: ServerKey[];
  readonly devices: Map<string, StoredDevice>;
  readonly enrollments: Map<string, StoredEnrollment>;
  readonly deletedEnrollments: Set<string>;
  readonly transactions: Map<string, StoredTransaction>;
  readonly tokens: Map<string, BearerToken>;
  readonly usedTokenIds: Set<string>;
}

let counter = 0;

/** An id of 20 characters with Okta's prefix. */
export function testId(prefix: string): string {
  counter += 1;
  return prefix + String(counter).padStart(20 - prefix.length, '0');
}

export function createServerKey(kid: string = randomBytes(16).toString('base64url')): ServerKey {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return { kid, privateKey, jwk: { ...publicKey.export({ format: 'jwk' }), kid, use: 'sig', alg: 'RS256' } };
}

// Making RSA keys is slow, and no test depends on having its own.
const sharedKey = createServerKey();

export function createProtocolState(): ProtocolState {
  return {
    orgId: testId('00o'),
    clientId: testId('0oa'),
    now: Date.parse('2025-10-09T08:53:20.000Z'),
    policy: {},
    userVerificationRequired: false,
    displayDocuments: true,
    liveChannel: true,
    documentOf: (document) => document,
    onDisplay: (document) => document,
    signingKey: sharedKey,
    publishedKeys: [sharedKey],
    devices: new Map(),
    enrollments: new Map(),
    deletedEnrollments: new Set(),
    transactions: new Map(),
    tokens: new Map(),
    usedTokenIds: new Set(),
  };
}
