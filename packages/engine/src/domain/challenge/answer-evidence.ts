import type { ChallengeClaims, DeviceKey, DeviceKeyType } from '@countersign/contracts/wire';

/** What an answer was verified against. People, devices and keys come and go; what was decided has to stay verifiable (S-116). */
export interface AnswerEvidence {
  /** The challenge as this node signed it; undefined when another node did, and nothing is signed while somebody waits. */
  readonly challengeJwt: string | undefined;
  /** What the device was asked, as it stood when it answered; undefined where the JWT says it. */
  readonly asked: ChallengeClaims | undefined;
  readonly keyType: DeviceKeyType;
  /** The public key that verified the answer. */
  readonly key: DeviceKey;
  /** The passkey that verified the person, beside that key. */
  readonly passkey: DeviceKey | undefined;
}
