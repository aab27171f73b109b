/** What a server of the device protocol does with each call: written from the reference, independent of this repository's server. */
import { randomBytes } from 'node:crypto';
import { digestOfDisplay, displayOf, faultOfExtension } from './protocol-display.js';
import {
  testId,
  type BearerToken,
  type ProtocolState,
  type StoredDevice,
  type StoredEnrollment,
  type StoredKey,
  type StoredTransaction,
} from './protocol-state.js';
import { isSignedBy, readTestJwt, signTestJwt, type TestClaims } from './test-jwt.js';

export interface RuleAnswer {
  readonly status: number;
  readonly body?: unknown;
}

const prefix = 'okta.myAccount.appAuthenticator.';

export function apiError(status: number, errorCode: string, cause?: string): RuleAnswer {
  const errorCauses = cause === undefined ? [] : [{ errorSummary: cause }];
  return { status, body: { errorCode, errorSummary: 'refused', errorLink: errorCode, errorId: 'oaeTest', errorCauses } };
}

export function policyRule(state: ProtocolState, org: string, clientId: string | null): RuleAnswer {
  if (clientId === null) return apiError(400, 'E0000001');
  if (clientId !== state.clientId) return { status: 200, body: [] };
  const settings = { userVerification: state.userVerificationRequired ? 'REQUIRED' : 'PREFERRED' };
  const push = { algorithms: ['RS256', 'ES256'], keyProtection: 'ANY', transactionTypes: ['LOGIN', 'CIBA'] };
  const entry = {
    authenticatorId: 'aut0000000000000000A',
    orgId: state.orgId,
    key: 'custom_app',
    type: 'app',
    name: 'Acme Approve',
    settings,
    supportedMethods: [{ type: 'push', status: 'ACTIVE', settings: push }],
    appAuthenticatorEnrollEndpoint: `${org}/idp/myaccount/app-authenticators`,
    ...state.policy,
  };
  return { status: 200, body: [entry] };
}

export function enrollRule(state: ProtocolState, org: string, token: BearerToken | undefined, body: TestClaims): RuleAnswer {
  if (token === undefined) return apiError(401, 'E0000011');
  if (!token.scopes.includes(`${prefix}manage`)) return apiError(403, 'E0000006');
  const push = (body['methods'] as Record<string, TestClaims>)['push'] ?? {};
  const keys = push['keys'] as Record<string, StoredKey | null>;
  if (state.userVerificationRequired && !keys['userVerification']) return apiError(400, 'E0000158');
  const device = deviceOf(state, org, body['device'] as TestClaims);
  if ('status' in device) return device;
  const existing = [...state.enrollments.values()].find((one) => one.userId === token.userId && one.device.id === device.id);
  const enrollment: StoredEnrollment = {
    id: existing?.id ?? testId('pfd'),
    methodId: existing?.methodId ?? testId('opf'),
    userId: token.userId,
    device,
    pushToken: push['pushToken'] as string,
    transactionTypes: (push['capabilities'] as { transactionTypes: string[] }).transactionTypes,
    keys: Object.fromEntries(Object.entries(keys).flatMap(([name, key]) => (key === null ? [] : [[name, key]]))),
  };
  state.enrollments.set(enrollment.id, enrollment);
  return { status: 200, body: enrollmentBody(org, enrollment) };
}

function deviceOf(state: ProtocolState, org: string, body: TestClaims): StoredDevice | RuleAnswer {
  if (typeof body['id'] !== 'string') {
    const sameApp = [...state.devices.values()].find((one) => one.body['authenticatorAppKey'] === body['authenticatorAppKey']);
    const device: StoredDevice = {
      id: sameApp?.id ?? testId('guo'),
      clientInstanceId: sameApp?.clientInstanceId ?? testId('cli'),
      clientInstanceKey: body['clientInstanceKey'] as StoredKey,
      body,
    };
    state.devices.set(device.id, device);
    return device;
  }
  const device = state.devices.get(body['id']);
  if (device === undefined) return apiError(410, 'E0000153');
  const attestation = (body['deviceAttestation'] as TestClaims)['clientInstanceKeyAttestation'] as string;
  const { header, claims } = readTestJwt(attestation);
  const fits =
    header['typ'] === '' &&
    header['kid'] === device.clientInstanceKey.kid &&
    claims['iss'] === device.clientInstanceId &&
    claims['aud'] === org &&
    claims['sub'] === device.id &&
    inTime(state, claims) &&
    isSignedBy(attestation, device.clientInstanceKey);
  return fits ? device : apiError(401, 'E0000011');
}

function inTime(state: ProtocolState, claims: TestClaims): boolean {
  const now = state.now / 1000;
  const { iat, nbf, exp } = claims as Record<string, number | undefined>;
  return iat !== undefined && nbf === iat - 300 && exp === iat + 300 && now > nbf - 300 && now < exp + 300;
}

export function enrollmentBody(org: string, enrollment: StoredEnrollment): TestClaims {
  const self = `${org}/idp/myaccount/app-authenticators/${enrollment.id}`;
  return {
    id: enrollment.id,
    authenticatorId: 'aut0000000000000000A',
    createdDate: '2024-05-01T08:00:00.000Z',
    user: { id: enrollment.userId, username: 'jo@example.com' },
    device: { id: enrollment.device.id, status: 'ACTIVE', clientInstanceId: enrollment.device.clientInstanceId },
    methods: { push: { id: enrollment.methodId, links: { pending: { href: `${self}/push/notifications` } } } },
    links: { self: { href: self } },
    unknownMember: { ignored: true },
  };
}

export function patchRule(state: ProtocolState, org: string, token: BearerToken | undefined, id: string, body: TestClaims): RuleAnswer {
  const push = (body['methods'] as Record<string, TestClaims>)['push'] ?? {};
  const allowed = 'keys' in push ? ['manage'] : ['manage', 'maintenance.manage'];
  const enrollment = ownEnrollment(state, token, id, allowed);
  if ('status' in enrollment) return enrollment;
  const userVerification = (push['keys'] as Record<string, StoredKey | null> | undefined)?.['userVerification'];
  if (userVerification === null) {
    if (state.userVerificationRequired) return apiError(400, 'E0000158');
    delete enrollment.keys['userVerification'];
  } else if (userVerification !== undefined) {
    enrollment.keys['userVerification'] = userVerification;
  }
  if (typeof push['pushToken'] === 'string') enrollment.pushToken = push['pushToken'];
  const capabilities = push['capabilities'] as { transactionTypes: string[] } | undefined;
  if (capabilities !== undefined) enrollment.transactionTypes = capabilities.transactionTypes;
  return { status: 200, body: enrollmentBody(org, enrollment) };
}

export function deleteRule(state: ProtocolState, token: BearerToken | undefined, id: string): RuleAnswer {
  const enrollment = ownEnrollment(state, token, id, ['manage']);
  if ('status' in enrollment) return enrollment;
  state.enrollments.delete(id);
  state.deletedEnrollments.add(id);
  return { status: 204 };
}

function ownEnrollment(
  state: ProtocolState,
  token: BearerToken | undefined,
  id: string,
  scopes: readonly string[],
): StoredEnrollment | RuleAnswer {
  if (token === undefined) return apiError(401, 'E0000011');
  if (!scopes.some((scope) => token.scopes.includes(prefix + scope))) return apiError(403, 'E0000006');
  const enrollment = state.enrollments.get(id);
  if (enrollment === undefined) return apiError(410, 'E0000154');
  return enrollment.userId === token.userId ? enrollment : apiError(403, 'E0000006');
}

export function pendingRule(state: ProtocolState, org: string, token: BearerToken | undefined, id: string): RuleAnswer {
  const enrollment = ownEnrollment(state, token, id, ['read', 'manage', 'maintenance.read', 'maintenance.manage']);
  if ('status' in enrollment) return enrollment;
  const open = [...state.transactions.values()].filter((one) => one.enrollmentId === id && one.state === 'pending');
  return {
    status: 200,
    body: open.map((one) => {
      const item = { payloadVersion: 'IDXv1', challenge: challengeToken(state, org, one.id) };
      return state.displayDocuments ? { ...item, display: state.onDisplay(displayOf({ state, org, transaction: one, enrollment })) } : item;
    }),
  };
}

/** The challenge JWT of devices protocol 2.2. */
export function challengeToken(state: ProtocolState, org: string, transactionId: string): string {
  const transaction = state.transactions.get(transactionId);
  const enrollment = state.enrollments.get(transaction?.enrollmentId ?? '');
  if (transaction === undefined || enrollment === undefined) throw new Error(`no transaction ${transactionId}`);
  const iat = Math.floor(state.now / 1000);
  const claims = {
    iss: org,
    aud: state.clientId,
    iat,
    nbf: iat,
    exp: iat + 300,
    jti: transactionId,
    ver: 0,
    method: 'push',
    transactionId,
    nonce: transaction.nonce,
    orgId: state.orgId,
    userId: enrollment.userId,
    authenticatorEnrollmentId: enrollment.id,
    methodEnrollmentId: enrollment.methodId,
    verificationUri: `${org}/idp/myaccount/app-authenticators/challenge/${transactionId}/verify`,
    userVerification: 'NONE',
    userMediation: 'REQUIRED',
    appInstanceName: 'Acme Payments',
    loginHint: 'jo@example.com',
    requestReferrer: org,
    signals: ['platform', 'screenLockType', 'noSuchSignal'],
    challengeContext: {
      transactionType: 'CIBA',
      bindingMessage: 'Pay 50 EUR to J. Doe?',
      clientOS: 'UNKNOWN',
      clientLocation: 'Unknown location',
      transactionTime: new Date(state.now).toISOString(),
    },
    ...(state.displayDocuments ? { cs_display: digestOfDisplay({ state, org, transaction, enrollment }) } : {}),
    ...(transaction.number === undefined ? {} : { cs_number: { choices: transaction.number.choices } }),
    ...transaction.claims,
  };
  return signTestJwt(state.signingKey, claims, transaction.header);
}

export function verifyRule(state: ProtocolState, org: string, transactionId: string, body: TestClaims): RuleAnswer {
  const transaction = state.transactions.get(transactionId);
  const enrollment = state.enrollments.get(transaction?.enrollmentId ?? '');
  if (transaction?.state !== 'pending' || enrollment === undefined) return apiError(404, 'E0000007');
  const token = body['challengeResponse'];
  if (body['method'] !== 'push' || typeof token !== 'string') return apiError(400, 'E0000001');
  const { header, claims } = readTestJwt(token);
  const key = enrollment.keys[String(claims['keyType'])];
  const expected = {
    iss: enrollment.id,
    sub: enrollment.userId,
    aud: org,
    tx: transactionId,
    nonce: transaction.nonce,
    methodEnrollmentId: enrollment.methodId,
  };
  const fits =
    header['typ'] === 'okta-pushbind+jwt' &&
    key !== undefined &&
    header['kid'] === key.kid &&
    Object.entries(expected).every(([name, value]) => claims[name] === value) &&
    typeof claims['jti'] === 'string' &&
    inTime(state, claims) &&
    isSignedBy(token, key);
  if (!fits) return apiError(400, 'E0000001', 'the answer does not fit');
  const fault = faultOfExtension({ state, org, transaction, enrollment }, claims);
  if (fault !== undefined) return apiError(400, 'E0000001', fault);
  return decide(transaction, { header, claims });
}

function decide(transaction: StoredTransaction, answer: { header: TestClaims; claims: TestClaims }): RuleAnswer {
  const { userConsent } = answer.claims['challengeResponseContext'] as { userConsent: string };
  transaction.answer = answer;
  if (userConsent === 'DENIED_CONSENT_PROMPT') {
    transaction.state = 'denied';
    return { status: 204 };
  }
  const byUser = answer.claims['keyType'] === 'userVerification' || answer.claims['cs_uv'] !== undefined;
  if (byUser !== (userConsent === 'APPROVED_USER_VERIFICATION')) return apiError(400, 'E0000001', 'inconsistent');
  if (transaction.claims['userVerification'] === 'REQUIRED' && !byUser) {
    transaction.state = 'failed';
    return apiError(400, 'E0000001', 'user verification is required');
  }
  const { number } = transaction;
  if (number !== undefined && answer.claims['cs_number'] !== number.answer) {
    if (answer.claims['cs_number'] === undefined) return apiError(400, 'E0000001', 'a number is required');
    transaction.state = 'denied';
    return { status: 204 };
  }
  transaction.state = 'approved';
  return { status: 200 };
}

export function reportRule(
  state: ProtocolState,
  token: BearerToken | undefined,
  path: { readonly enrollmentId: string; readonly transactionId: string },
  body: TestClaims,
): RuleAnswer {
  const enrollment = ownEnrollment(state, token, path.enrollmentId, ['manage', 'maintenance.manage']);
  if ('status' in enrollment) return enrollment;
  const transaction = state.transactions.get(path.transactionId);
  if (transaction?.enrollmentId !== enrollment.id) return apiError(404, 'E0000007');
  transaction.reported = String(body['reason']);
  return { status: 204 };
}

/** Who may listen: undefined when the live channel is open to this token. */
export function eventsRefusal(state: ProtocolState, token: BearerToken | undefined): RuleAnswer | undefined {
  if (token === undefined) return apiError(401, 'E0000011');
  return state.liveChannel ? undefined : apiError(404, 'E0000007');
}

export function tokenRule(state: ProtocolState, org: string, form: URLSearchParams): RuleAnswer {
  const refuse = (error: string, error_description: string): RuleAnswer => ({ status: 400, body: { error, error_description } });
  if (form.get('grant_type') !== 'urn:ietf:params:oauth:grant-type:jwt-bearer') return refuse('unsupported_grant_type', 'grant');
  if (form.get('client_id') !== state.clientId) return refuse('invalid_client', 'client');
  const scopes = (form.get('scope') ?? '').split(' ');
  if (!scopes.every((scope) => scope.startsWith(`${prefix}maintenance.`))) return refuse('invalid_scope', 'beyond maintenance');
  const assertion = form.get('assertion') ?? '';
  const { header, claims } = readTestJwt(assertion);
  const enrollment = [...state.enrollments.values()].find((one) => one.methodId === claims['methodEnrollmentId']);
  const key = enrollment?.keys['proofOfPossession'];
  const jti = String(claims['jti']);
  const fits =
    key !== undefined &&
    header['typ'] === 'JWT' &&
    header['kid'] === key.kid &&
    claims['iss'] === 'urn:okta:devices:app:authenticator' &&
    claims['aud'] === org &&
    claims['sub'] === enrollment?.userId &&
    inTime(state, claims) &&
    !state.usedTokenIds.has(jti) &&
    isSignedBy(assertion, key);
  if (!fits || enrollment === undefined) return refuse('invalid_grant', 'The assertion is not valid.');
  state.usedTokenIds.add(jti);
  const accessToken = randomBytes(16).toString('base64url');
  state.tokens.set(accessToken, { userId: enrollment.userId, scopes });
  return { status: 200, body: { token_type: 'Bearer', expires_in: 3600, access_token: accessToken, scope: scopes.join(' ') } };
}
