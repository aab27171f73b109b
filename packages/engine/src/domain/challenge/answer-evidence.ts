import type { ChallengeClaims, DeviceKey, DeviceKeyType } from '@countersign/contracts/wire';

/** What an answer was verified against. People, devices and keys come and go; what was decided has to stay verifiable (S-116). */
export interface AnswerEvidence {
  /** What the device was asked, as it stood when it answered. */
  readonly asked: ChallengeClaims;
  readonly keyType: DeviceKeyType;
  /** The public key that verified the answer. */
  readonly key: DeviceKey;
}
