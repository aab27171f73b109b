import type { Instant } from '../../ports/clock.js';

/** A row of the system log (Okta's LogEvent, `okta-api.md` 3.13), written in the transaction of what it reports. No secrets, no tokens, no hints. */
export interface SystemLogEvent {
  readonly uuid: string;
  readonly orgId: string;
  readonly publishedAt: Instant;
  /** From Okta's catalogue where one exists, else `x.ciba.*`. */
  readonly eventType: string;
  readonly severity: 'DEBUG' | 'INFO' | 'WARN' | 'ERROR';
  readonly displayMessage: string;
  readonly actor: LogEntity;
  readonly targets: readonly LogEntity[];
  readonly outcome: { readonly result: 'SUCCESS' | 'FAILURE' | 'ALLOW' | 'DENY' | 'UNKNOWN'; readonly reason?: string };
  /** Id of the HTTP request, as in `X-Okta-Request-Id`. */
  readonly requestId: string;
  readonly ip: string;
  readonly userAgent: string;
  readonly debugData: Readonly<Record<string, string>>;
}

export interface LogEntity {
  readonly id: string;
  /** `User`, `AppInstance`, `AuthorizationServer`, `SystemPrincipal`, … */
  readonly type: string;
  readonly alternateId?: string;
  readonly displayName?: string;
  /** Of a target: before and after of what was changed, without secrets. */
  readonly changeDetails?: {
    readonly from: Readonly<Record<string, unknown>>;
    readonly to: Readonly<Record<string, unknown>>;
  };
}
