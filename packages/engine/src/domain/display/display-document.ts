/** The document of what one device shows (decisions 2.6): made from the stored rows alone, so that it is the same whenever it is made. */
import { canonicalJson, type DisplayDocument } from '@countersign/evidence';
import type { BackchannelRequest } from '../backchannel-request/backchannel-request.js';
import type { Challenge } from '../challenge/challenge.js';
import { sha256 } from '../digest.js';
import type { Org } from '../org/org.js';

export interface DisplayContext {
  readonly request: BackchannelRequest;
  readonly challenge: Pick<Challenge, 'enrollmentId' | 'nonce'>;
}

export function displayDocument(org: Pick<Org, 'url'>, { request, challenge }: DisplayContext): DisplayDocument {
  const { bindingMessage, authorizationDetails, display } = request;
  return {
    v: 1,
    iss: org.url,
    transactionId: request.transactionId,
    enrollmentId: challenge.enrollmentId,
    nonce: challenge.nonce,
    clientId: request.clientId,
    clientName: display.clientName,
    userId: request.userId ?? '',
    scopes: request.scopes,
    ...(bindingMessage === undefined ? {} : { bindingMessage }),
    ...(authorizationDetails === undefined ? {} : { authorizationDetails: detailsOf(authorizationDetails) }),
    lines: display.lines,
    locale: display.locale,
    createdAt: Math.floor(request.createdAt / 1000),
    expiresAt: Math.floor(request.expiresAt / 1000),
  };
}

/** `cs_display`: base64url SHA-256 of the canonical text (RFC 8785). */
export function displayDigest(document: DisplayDocument): string {
  // an interface has no index signature, which is all that keeps this one from being `Json`
  return sha256(canonicalJson({ ...document, lines: document.lines.map((line) => ({ ...line })) }));
}

type Details = NonNullable<DisplayDocument['authorizationDetails']>;

function detailsOf(details: NonNullable<BackchannelRequest['authorizationDetails']>): Details {
  // parsed from JSON, stored as JSON
  return details as Details;
}
