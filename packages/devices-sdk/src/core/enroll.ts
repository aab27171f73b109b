import type { TransactionType } from '@countersign/contracts/wire';
import { acceptedVersion, callServer } from './call-server.js';
import type { DeviceContext } from './context.js';
import { discardKeys, dropKeys, prepareKey, type PreparedKey } from './device-keys.js';
import { parseEnrollmentResponse, type EnrollmentResponse } from './enrollment-response.js';
import { DeviceError, isDeviceError } from './errors.js';
import { signDeviceJwt, validityAround } from './jwt/sign-device-jwt.js';
import { downloadPolicy, fetchOrgId, type AuthenticatorPolicy } from './policy.js';
import {
  changeEnrollmentRecord,
  findEnrollmentRecord,
  findOrgRecord,
  installId,
  listEnrollmentRecords,
  saveEnrollmentRecord,
  saveOrgRecord,
  type EnrollmentRecord,
  type OrgRecord,
} from './records.js';
import { sdkVersion } from './sdk-version.js';
import {
  canVerifyUser,
  discardUserVerification,
  dropUserVerification,
  prepareUserVerification,
  userVerificationOf,
  type PreparedUserVerification,
} from './user-verification-key.js';
import { newUuid } from './uuid.js';

export interface EnrollOptions {
  /** Of the user who enrols, with the scope `okta.myAccount.appAuthenticator.manage`. */
  readonly accessToken: string;
  /** Where to push challenges to. Without it the platform's push token is used, else none: the device then pulls. */
  readonly pushToken?: string;
  /** True enrols a user-verification key, false says that the user wants none, undefined says nothing. */
  readonly enableUserVerification?: boolean;
  /** What a passkey's prompt calls the account, for example the e-mail address. Default: the name of the authenticator. */
  readonly userName?: string;
  /** Whether this enrollment takes transactions (CIBA) besides sign-ins. Default false. */
  readonly enableCiba?: boolean;
}

interface EnrollmentKeys {
  readonly proofOfPossession: PreparedKey;
  readonly userVerification: PreparedUserVerification | undefined;
}

interface Attempt {
  readonly orgId: string;
  readonly policy: AuthenticatorPolicy;
  readonly options: EnrollOptions;
  readonly transactionTypes: readonly TransactionType[];
  readonly pushToken: string;
  readonly keys: EnrollmentKeys;
}

/** Registers this device for the user of the access token (devices protocol 1.2 to 1.4). A second user shares the device. */
export function enrollDevice(context: DeviceContext, options: EnrollOptions): Promise<EnrollmentRecord> {
  return context.exclusively('enroll', async () => {
    if (options.enableUserVerification === true && !canVerifyUser(context)) {
      throw new DeviceError('user_verification_unavailable');
    }
    const orgId = await fetchOrgId(context);
    const policy = await downloadPolicy(context, options.accessToken);
    const keys = await prepareEnrollmentKeys(context, options, policy);
    try {
      const pushToken = options.pushToken ?? (await context.ports.pushToken?.current()) ?? '';
      const transactionTypes: TransactionType[] = options.enableCiba === true ? ['LOGIN', 'CIBA'] : ['LOGIN'];
      return await postEnrollment(context, { orgId, policy, options, transactionTypes, pushToken, keys });
    } catch (error) {
      await discardKeys(context, [keys.proofOfPossession]);
      await discardUserVerification(context, keys.userVerification);
      throw error;
    }
  });
}

/** The key that asks for the person comes first: when they close the prompt, nothing else was made. */
async function prepareEnrollmentKeys(context: DeviceContext, options: EnrollOptions, policy: AuthenticatorPolicy): Promise<EnrollmentKeys> {
  const ordinal = String((await listEnrollmentRecords(context)).length);
  const userName = options.userName ?? policy.name ?? context.application.name;
  const userVerification =
    options.enableUserVerification === true ? await prepareUserVerification(context, { ordinal, userName }) : undefined;
  return { proofOfPossession: await prepareKey(context, 'proofOfPossession', ordinal), userVerification };
}

/** As the known device if there is one; once more as a new one when the server has lost it (E0000153) or its proof (E0000011). */
async function postEnrollment(context: DeviceContext, attempt: Attempt): Promise<EnrollmentRecord> {
  const known = await findOrgRecord(context);
  const attestation = known === undefined ? undefined : await attestDevice(context, known);
  if (known === undefined || attestation === undefined) return enrollAsNewDevice(context, attempt, 'first');
  try {
    const deviceBlock = {
      id: known.deviceId,
      clientInstanceId: known.clientInstanceId,
      deviceAttestation: { clientInstanceKeyAttestation: attestation },
    };
    return await finish(context, attempt, await post(context, attempt, deviceBlock), known.clientInstanceKid);
  } catch (error) {
    if (!isDeviceError(error) || (error.serverErrorCode !== 'E0000153' && error.serverErrorCode !== 'E0000011')) throw error;
    return enrollAsNewDevice(context, attempt, 'again');
  }
}

async function enrollAsNewDevice(context: DeviceContext, attempt: Attempt, ordinal: string): Promise<EnrollmentRecord> {
  const clientInstance = await prepareKey(context, 'clientInstance', ordinal);
  try {
    const response = await post(context, attempt, { clientInstanceKey: clientInstance.jwk });
    return await finish(context, attempt, response, clientInstance.jwk.kid);
  } catch (error) {
    await discardKeys(context, [clientInstance]);
    throw error;
  }
}

/** The proof that this is the device the server knows; undefined when its key is gone. */
async function attestDevice(context: DeviceContext, known: OrgRecord): Promise<string | undefined> {
  const issuedAt = Math.floor(context.ports.clock.now() / 1000);
  const signed = await signDeviceJwt(context.ports.keys, {
    kid: known.clientInstanceKid,
    // The protocol's attestation carries an empty type (devices protocol 1.4).
    typ: '',
    claims: {
      iss: known.clientInstanceId,
      aud: context.org,
      sub: known.deviceId,
      ...validityAround(issuedAt),
      jti: newUuid(context.ports.random, `jti/attestation/${known.deviceId}/${context.ports.clock.now()}`),
    },
  });
  return 'token' in signed ? signed.token : undefined;
}

async function post(context: DeviceContext, attempt: Attempt, deviceBlock: object): Promise<EnrollmentResponse> {
  const { keys, options, policy } = attempt;
  const userVerification =
    keys.userVerification === undefined
      ? options.enableUserVerification === false && { userVerification: null }
      : { userVerification: keys.userVerification.jwk };
  const response = await callServer(context, {
    method: 'POST',
    url: policy.enrollEndpoint,
    accessToken: options.accessToken,
    accept: acceptedVersion,
    contentType: 'application/json',
    body: JSON.stringify({
      authenticatorId: policy.authenticatorId,
      device: { ...(await describeDevice(context)), ...deviceBlock },
      methods: {
        push: {
          pushToken: attempt.pushToken,
          capabilities: { transactionTypes: attempt.transactionTypes },
          keys: { proofOfPossession: keys.proofOfPossession.jwk, ...userVerification },
        },
      },
    }),
  });
  return parseEnrollmentResponse(context, response.body);
}

async function describeDevice(context: DeviceContext): Promise<object> {
  return {
    ...context.device,
    clientInstanceBundleId: context.application.name,
    clientInstanceVersion: context.application.version,
    clientInstanceDeviceSdkVersion: sdkVersion,
    authenticatorAppKey: await installId(context),
  };
}

async function finish(
  context: DeviceContext,
  attempt: Attempt,
  response: EnrollmentResponse,
  clientInstanceKid: string,
): Promise<EnrollmentRecord> {
  const { keys } = attempt;
  const replaced = await findEnrollmentRecord(context, response.enrollmentId);
  const previousDevice = await findOrgRecord(context);
  const { username, createdDate, ...ids } = response;
  await saveOrgRecord(context, {
    orgId: attempt.orgId,
    deviceId: response.deviceId,
    clientInstanceId: response.clientInstanceId,
    clientInstanceKid,
  });
  const record: EnrollmentRecord = {
    ...ids,
    org: context.org,
    orgId: attempt.orgId,
    clientId: context.clientId,
    proofOfPossessionKid: keys.proofOfPossession.jwk.kid,
    transactionTypes: attempt.transactionTypes,
    assertions: replaced?.assertions ?? 0,
    pushToken: attempt.pushToken,
    ...userVerificationOf(keys.userVerification),
    ...(username === undefined ? {} : { username }),
    ...(createdDate === undefined ? {} : { createdDate }),
  };
  if (replaced === undefined) await saveEnrollmentRecord(context, record);
  else await changeEnrollmentRecord(context, record.enrollmentId, () => record);
  await dropKeys(
    context,
    [replaced?.proofOfPossessionKid, previousDevice?.clientInstanceKid],
    [record.proofOfPossessionKid, clientInstanceKid],
  );
  await dropUserVerification(context, replaced, record.userVerificationKid);
  return record;
}
