import type { ChallengeClaims } from '@countersign/contracts/wire';
import type { ChallengeInContext } from '../../ports/challenge-store.js';
import type { Instant } from '../../ports/clock.js';
import { displayDigest, displayDocument } from '../display/display-document.js';
import type { Org } from '../org/org.js';
import { nameByMark, systemMarks, unknownMark } from '../event/user-agent.js';
import { numberClaims } from './number-answer.js';
import { shownMessage } from './shown-message.js';

/** Stock devices accept what they are shown for this long; a longer-lived request is signed anew at each pull (decisions 1.7). */
const maxLifetimeSeconds = 300;

/** What the device may tell about itself in its answer. Few: the whole push must stay under 4096 bytes. */
const wantedSignals = ['screenLockType', 'platform'];

/**
 * The claims of a challenge, from its stored facts (devices protocol 2.2). Equal facts give equal claims on every node: `exp` is the
 * request's end or five minutes from now, whatever is sooner, and `iat` the request's start or five minutes before `exp`, whatever is later.
 */
export function challengeClaims(org: Org, context: ChallengeInContext, now: Instant): ChallengeClaims {
  const { challenge, request, enrollment, authenticator } = context;
  const bindingMessage = shownMessage(request);
  const exp = Math.min(Math.floor(now / 1000) + maxLifetimeSeconds, Math.floor(challenge.expiresAt / 1000));
  const iat = Math.max(Math.floor(challenge.createdAt / 1000), exp - maxLifetimeSeconds);
  return {
    // returns as `aud` of the answer: one canonical URL, whatever name the device used
    iss: org.url,
    aud: authenticator.mobileClientId,
    iat,
    nbf: iat,
    exp,
    jti: challenge.transactionId,
    ver: 0,
    method: 'push',
    transactionId: challenge.transactionId,
    nonce: challenge.nonce,
    orgId: org.id,
    userId: enrollment.userId,
    authenticatorEnrollmentId: enrollment.id,
    methodEnrollmentId: enrollment.methodId,
    verificationUri: `${org.url}/idp/myaccount/app-authenticators/challenge/${challenge.transactionId}/verify`,
    userVerification: challenge.userVerification,
    userMediation: 'REQUIRED',
    // as the display document has it: a client renamed meanwhile keeps the name it asked with
    appInstanceName: request.display.clientName,
    loginHint: request.loginHint,
    requestReferrer: org.url,
    signals: wantedSignals,
    challengeContext: {
      transactionType: challenge.transactionType,
      ...(bindingMessage === undefined ? {} : { bindingMessage }),
      clientOS: clientOs(request),
      clientLocation: 'Unknown location',
      transactionTime: new Date(request.createdAt).toISOString(),
      showUserLocationInNotification: false,
      riskLevel: 'LOW',
      unusualActivitiesTextItems: [],
      challengeTextItems: [],
    },
    // not the document itself, which the list of pending challenges brings: a push has to stay small and tells nothing
    cs_display: displayDigest(displayDocument(org, context)),
    ...numberClaims(request.numberChallenge),
  };
}

/** Of the browser that signs in. The requester of a CIBA request is a backend; Android's member may not be missing all the same. */
function clientOs({ transactionType, requestedFrom }: ChallengeInContext['request']): string {
  const name = transactionType === 'LOGIN' ? nameByMark(requestedFrom.userAgent, systemMarks) : unknownMark;
  return name.toUpperCase().replaceAll(' ', '_');
}
