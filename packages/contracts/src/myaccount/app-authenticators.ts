/**
 * What a device sends to enrol and to change its enrollment (devices protocol 1.4, 1.6).
 * Unknown members are dropped, not refused: devices send more than the published schema names. `null` counts as absent except
 * where it has a meaning of its own (a key, in a merge patch).
 */
import { z } from 'zod';
import { safeText } from './safe-text.js';

/** Only the frame: which keys are good enough is the engine's to say. */
const deviceKey = z.record(z.string(), z.unknown());

const optionalText = (max: number) => safeText(max).nullish();

const transactionTypes = z.array(z.enum(['LOGIN', 'CIBA'])).max(8);
const capabilities = z.object({ transactionTypes: transactionTypes.nullish() });

/** Lower case from the SDK, upper case in the published schema. */
const apsEnvironment = z
  .string()
  .transform((text) => text.toUpperCase())
  .pipe(z.enum(['PRODUCTION', 'DEVELOPMENT']));

/** An FCM token, an APNs token in hexadecimal, a Web Push subscription as JSON, or empty: the app has none yet. */
const pushToken = safeText(4096);

const device = z.object({
  id: optionalText(64),
  clientInstanceId: optionalText(64),
  clientInstanceKey: deviceKey.nullish(),
  deviceAttestation: z.looseObject({ clientInstanceKeyAttestation: z.string().max(8192).nullish() }).nullish(),
  authenticatorAppKey: optionalText(255),
  platform: safeText(32).min(1),
  displayName: safeText(255),
  osVersion: safeText(127),
  clientInstanceBundleId: safeText(255),
  clientInstanceVersion: safeText(127),
  clientInstanceDeviceSdkVersion: safeText(127),
  manufacturer: optionalText(127),
  model: optionalText(127),
  udid: optionalText(127),
  serialNumber: optionalText(127),
  sid: optionalText(127),
  imei: optionalText(64),
  meid: optionalText(64),
  secureHardwarePresent: z.boolean().nullish(),
  screenLockType: optionalText(32),
  diskEncryptionType: optionalText(32),
});

export const enrollAppAuthenticatorRequest = z.object({
  authenticatorId: safeText(64).min(1),
  device,
  methods: z.object({
    push: z.object({
      pushToken: pushToken.nullish(),
      apsEnvironment: apsEnvironment.nullish(),
      capabilities: capabilities.nullish(),
      keys: z.object({
        proofOfPossession: deviceKey,
        userVerification: deviceKey.nullish(),
        userVerificationBioOrPin: deviceKey.nullish(),
        // the published schema nests it here by mistake: both places count
        capabilities: capabilities.nullish(),
      }),
    }),
  }),
});
export type EnrollAppAuthenticatorRequest = z.output<typeof enrollAppAuthenticatorRequest>;

/** RFC 7396: absent keeps, `null` removes. */
export const updateAppAuthenticatorRequest = z.object({
  methods: z
    .object({
      push: z
        .object({
          pushToken: pushToken.nullable().optional(),
          apsEnvironment: apsEnvironment.nullable().optional(),
          capabilities: capabilities.nullable().optional(),
          keys: z
            .object({
              proofOfPossession: deviceKey.nullable().optional(),
              userVerification: deviceKey.nullable().optional(),
              userVerificationBioOrPin: deviceKey.nullable().optional(),
              capabilities: capabilities.nullable().optional(),
            })
            .optional(),
        })
        .optional(),
    })
    .optional(),
});
export type UpdateAppAuthenticatorRequest = z.output<typeof updateAppAuthenticatorRequest>;
