import type { PasskeyAssertionClaim, PasskeyStatement } from '@countersign/contracts/wire';
import { canonicalJson } from '@countersign/evidence';
import type { UserVerificationOutcome } from '../ports/user-verification.js';
import type { Challenge } from './challenge.js';
import type { DeviceContext } from './context.js';
import { encodeUtf8 } from './encoding/utf8.js';
import type { ChallengeHandlers, VerificationState } from './remediation.js';
import type { VerifiedChallenge } from './verify-challenge.js';

export interface Approval {
  readonly verified: VerifiedChallenge;
  readonly challenge: Challenge;
  readonly handlers: ChallengeHandlers;
}

/** Lets the platform recognise the person, by the enrolled passkey or before the user-verification key signs. */
export async function verifyUser(context: DeviceContext, approval: Approval): Promise<VerificationState> {
  const { enrollment } = approval.verified;
  const kid = enrollment.userVerificationKid;
  if (kid === undefined) return { result: 'notEnrolled' };
  if (enrollment.passkey === true) return verifyByPasskey(context, approval, kid);
  if ((await context.ports.keys.find(kid)) === undefined) return { result: 'invalidated' };
  const verifier = context.ports.userVerification;
  if (verifier === undefined) return { result: 'unavailable' };
  const { bindingMessage, appInstanceName, issuer } = approval.verified;
  return askHandler(approval, () => verifier.verify({ reason: bindingMessage ?? appInstanceName ?? issuer }));
}

async function verifyByPasskey(context: DeviceContext, approval: Approval, credentialId: string): Promise<VerificationState> {
  const { passkey } = context.ports;
  // Without a document there is no digest for the passkey to sign.
  const { display, nonce, transactionId } = approval.verified;
  if (passkey === undefined || display === undefined) return { result: 'unavailable' };
  const statement = { cs_display: display.digest, nonce, transactionId, decision: 'approve' } as const satisfies PasskeyStatement;
  const challenge = await context.ports.digest.sha256(encodeUtf8(canonicalJson(statement)));
  let assertion: PasskeyAssertionClaim | undefined;
  const outcome = await askHandler(approval, async () => {
    const asserted = await passkey.assert({ credentialId, challenge });
    if ('refused' in asserted) return { result: asserted.refused };
    assertion = asserted;
    return { result: 'verified', method: 'none' };
  });
  if (outcome.result !== 'verified') return outcome;
  // An app that says "verified" without asking the passkey has nothing to show for it.
  return assertion === undefined ? { result: 'unavailable' } : { ...outcome, assertion };
}

function askHandler(approval: Approval, verify: () => Promise<UserVerificationOutcome>): Promise<UserVerificationOutcome> {
  const { challenge, handlers } = approval;
  return handlers.userVerification?.({ step: 'userVerification', challenge, verify }) ?? verify();
}
