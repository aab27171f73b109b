import type { Engine } from '../../engine.js';
import type { NewBackchannelRequest } from '../../ports/backchannel-request-store.js';
import type { Instant } from '../../ports/clock.js';
import type { SystemLogEvent } from '../event/system-log-event.js';
import type { Org } from '../org/org.js';
import type { ReachedPromptLimit } from './prompt-limits.js';

/**
 * Writes a request that disturbs somebody, whoever makes it: a client or the sign-in page. The limit that was reached when the person
 * was asked too often: then only the refusal is written. A request of nobody disturbs nobody and has no limit. With limits the store
 * judges the pause, together with them.
 */
export async function createPrompt(
  engine: Pick<Engine, 'events' | 'requests'>,
  { org, pausedUntil }: { readonly org: Org; readonly pausedUntil: Instant | undefined },
  creation: NewBackchannelRequest,
): Promise<ReachedPromptLimit | undefined> {
  const limits = org.settings.promptLimits;
  if (limits !== undefined && creation.request.userId !== undefined)
    return engine.requests.createWithinLimits({ ...creation, limits, refusal: refusalOf(creation.event) });
  // S-011: without limits nothing is counted, and who wants not to be asked is not asked either
  if (pausedUntil !== undefined && pausedUntil > creation.request.createdAt) {
    await engine.events.append({ ...refusalOf(creation.event), outcome: { result: 'DENY', reason: 'prompt limit: paused' } });
    return 'paused';
  }
  await engine.requests.create(creation);
  return undefined;
}

/** The same caller, client and person; one of the two is written, so they share an id. The store adds which limit it was. */
function refusalOf(event: SystemLogEvent): SystemLogEvent {
  return {
    ...event,
    eventType: 'x.ciba.prompt.limit',
    severity: 'WARN',
    displayMessage: 'A person was asked too often and was not asked again',
    targets: event.targets.filter(({ type }) => type !== 'BackchannelRequest'),
    outcome: { result: 'DENY', reason: 'prompt limit' },
  };
}
