import type { SystemLogEvent } from '../../domain/event/system-log-event.js';
import type { PromptLimits } from '../../domain/prompt-limits/prompt-limits.js';
import type { Instant } from '../clock.js';

/** What the org says, whatever this process was told at its start. */
export interface OrgSettingsStore {
  findPromptLimits(orgId: string): Promise<PromptLimits>;
  savePromptLimits(change: {
    readonly orgId: string;
    readonly promptLimits: PromptLimits;
    readonly now: Instant;
    readonly event: SystemLogEvent;
  }): Promise<void>;
}
