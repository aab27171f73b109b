import type { SystemLogEvent } from '../../domain/event/system-log-event.js';
import type { OrgSettings } from '../../domain/org/org.js';
import type { PromptLimits } from '../../domain/prompt-limits/prompt-limits.js';
import type { Instant } from '../clock.js';

/** How people sign in, what failing to does, and what is switched on. */
export type SignInSetting = 'signInPolicy' | 'lockout' | 'features';

/** What the org says, whatever this process was told at its start. */
export interface OrgSettingsStore {
  findPromptLimits(orgId: string): Promise<PromptLimits>;
  savePromptLimits(change: {
    readonly orgId: string;
    readonly promptLimits: PromptLimits;
    readonly now: Instant;
    readonly event: SystemLogEvent;
  }): Promise<void>;
  findPushContent(orgId: string): Promise<OrgSettings['pushContent']>;
  savePushContent(change: {
    readonly orgId: string;
    readonly pushContent: OrgSettings['pushContent'];
    readonly now: Instant;
    readonly event: SystemLogEvent;
  }): Promise<void>;
  /** With the defaults of what was never set. */
  findSignInSetting<Name extends SignInSetting>(orgId: string, name: Name): Promise<OrgSettings[Name]>;
  saveSignInSetting<Name extends SignInSetting>(change: {
    readonly orgId: string;
    readonly name: Name;
    readonly value: OrgSettings[Name];
    readonly now: Instant;
    readonly event: SystemLogEvent;
  }): Promise<void>;
}
