import { canonicalJson } from './canonical-json.js';
import { digestOfText } from './digest.js';
import type { Evidence } from './evidence.js';
import { isObject, type JsonObject } from './jws.js';

/**
 * The event of the system log in which the key that signed the answer was enrolled: its id, the latest if it was enrolled again.
 * Undefined when the log knows no such key of this enrollment: then somebody put it there later (security model S-120). The events
 * prove it as far as `verifyLog` finds them good. Keys are named by their thumbprints (RFC 7638).
 */
export async function findEnrolment(
  events: readonly unknown[],
  { key, display }: Pick<Evidence, 'key' | 'display'>,
): Promise<string | undefined> {
  const thumbprint = await digestOfText(
    canonicalJson(key.kty === 'EC' ? { crv: key.crv, kty: key.kty, x: key.x, y: key.y } : { e: key.e, kty: key.kty, n: key.n }),
  );
  const found = events
    .filter((event) => isObject(event))
    .filter((event) => enrolls(event, display.enrollmentId, thumbprint))
    .map(({ published, uuid }) => ({ published: textOf(published), uuid: textOf(uuid) }))
    .toSorted((one, other) => (one.published < other.published ? -1 : 1));
  return found.at(-1)?.uuid;
}

const enrolling: readonly unknown[] = ['user.mfa.factor.activate', 'user.mfa.factor.update'];

function enrolls({ eventType, target, debugContext }: JsonObject, enrollmentId: string, thumbprint: string): boolean {
  const data = isObject(debugContext) ? debugContext['debugData'] : undefined;
  const keys = isObject(data) ? data['keys'] : undefined;
  return (
    enrolling.includes(eventType) &&
    Array.isArray(target) &&
    target.some((each) => isObject(each) && each['id'] === enrollmentId) &&
    typeof keys === 'string' &&
    keys.split(' ').includes(thumbprint)
  );
}

function textOf(value: JsonObject[string]): string {
  return typeof value === 'string' ? value : '';
}
