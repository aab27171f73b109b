/** One step of the verification, in words for the person who reads the result. */
export interface EvidenceCheck {
  readonly name: CheckName;
  readonly ok: boolean;
  /** What was found; when not ok, the reason. */
  readonly detail: string;
}

export type CheckName =
  | 'form'
  | 'seal'
  | 'challenge'
  | 'client-request'
  | 'display'
  | 'answer'
  | 'question-answered'
  | 'shown'
  | 'decision'
  | 'user-verification'
  | 'times';

export const passed = (name: CheckName, detail: string): EvidenceCheck => ({ name, ok: true, detail });
export const failed = (name: CheckName, detail: string): EvidenceCheck => ({ name, ok: false, detail });

/** The first fault, or what was found. */
export function checkOf(name: CheckName, faults: readonly (string | false)[], found: string): EvidenceCheck {
  const fault = faults.find((each) => each !== false);
  return fault === undefined ? passed(name, found) : failed(name, fault);
}
