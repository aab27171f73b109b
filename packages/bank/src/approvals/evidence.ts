/** What remains of an approval: everything that was shown and signed, which anybody can check with the org's public keys only. */
import { verifyEvidence, type EvidenceResult } from '@countersign/evidence';
import type { BankSettings } from '../settings.js';
import type { Approval } from './approval.js';
import type { Recorder } from './recorder.js';

/** What the check found, with the evidence itself as the org gave it. */
export type EvidenceReport = EvidenceResult & { readonly document: string };

/** Undefined: the org gave none. Never rejects; the payment does not depend on it. */
export type FetchEvidence = (approval: Approval) => Promise<EvidenceReport | undefined>;

const timeoutMs = 10_000;

export function createEvidence({ orgUrl, apiToken }: BankSettings, { fetch }: Recorder): FetchEvidence {
  const get = async (url: string, headers: Readonly<Record<string, string>>): Promise<unknown> => {
    const answer = await fetch(url, { headers: { accept: 'application/json', ...headers }, signal: AbortSignal.timeout(timeoutMs) });
    if (!answer.ok) throw new TypeError(`${answer.status} from ${url}`);
    return answer.json();
  };
  return async ({ transactionId }) => {
    if (apiToken === undefined || transactionId === undefined) return undefined;
    try {
      const evidence = await get(`${orgUrl}/api/v1/transactions/${transactionId}/evidence`, { authorization: `SSWS ${apiToken}` });
      // the keys come from where the org publishes them, never from beside the evidence: that would prove nothing
      const jwks = keySet(await get(`${orgUrl}/.well-known/evidence-jwks.json`, {}));
      return { ...(await verifyEvidence(evidence, { jwks })), document: JSON.stringify(evidence, undefined, 2) };
    } catch {
      return undefined;
    }
  };
}

type GivenKeys = Parameters<typeof verifyEvidence>[1]['jwks'];

function keySet(value: unknown): GivenKeys {
  const { keys } = Object(value);
  return { keys: Array.isArray(keys) ? keys : [] };
}
