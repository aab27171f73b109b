/** Links between resources of the management API. */
import type { LinkMethod } from '@countersign/contracts';
import type { Instant } from '@countersign/engine';

export interface Link {
  readonly href: string;
  readonly hints: { readonly allow: readonly LinkMethod[] };
}

/** `path` is below `/api/v1`. */
export function link(orgUrl: string, path: string, ...allow: readonly LinkMethod[]): Link {
  return { href: `${orgUrl}/api/v1${path}`, hints: { allow: allow.length === 0 ? ['GET'] : allow } };
}

/** ISO 8601 in UTC with milliseconds (okta-api 0.3). */
export function time(instant: Instant): string {
  return new Date(instant).toISOString();
}

export function optionalTime(instant: Instant | undefined): string | null {
  return instant === undefined ? null : time(instant);
}
