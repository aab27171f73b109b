export { canonicalJson, type Json } from './canonical-json.js';
export type { CheckName, EvidenceCheck } from './checks/check.js';
export type { GivenKeys } from './checks/org-signature.js';
export type { DisplayDocument, DisplayLine } from './display-document.js';
export { type Evidence, type EvidenceKey, type EvidenceOutcome, type SealClaims, sealType } from './evidence.js';
export type { PublicJwk } from './jws.js';
export { type EvidenceFacts, type EvidenceResult, verifyEvidence, type VerifyEvidenceOptions } from './verify-evidence.js';
