/** Do not disturb (security model S-011): while a person's pause lasts nobody asks them, on any of their devices. */
import type { Caller, Engine } from '../../engine.js';
import type { Instant } from '../../ports/clock.js';
import { newEvent } from '../event/new-event.js';
import type { SystemLogEvent } from '../event/system-log-event.js';
import type { User } from '../user/user.js';

type Needs = Pick<Engine, 'clock' | 'promptPauses' | 'random'>;

export function findPromptPause(engine: Needs, user: User): Promise<Instant | undefined> {
  return engine.promptPauses.find(user.orgId, user.id, engine.clock.now());
}

export async function pausePrompts(
  engine: Needs,
  pause: { readonly user: User; readonly minutes: number; readonly caller: Caller },
): Promise<Instant> {
  const { user, minutes, caller } = pause;
  const until = engine.clock.now() + minutes * 60_000;
  const event = eventOf(engine, user, caller, { eventType: 'x.ciba.prompts.pause', displayMessage: 'A person wants not to be asked' });
  await engine.promptPauses.save({ orgId: user.orgId, userId: user.id, until, event });
  return until;
}

export async function resumePrompts(engine: Needs, { user, caller }: { readonly user: User; readonly caller: Caller }): Promise<void> {
  const event = eventOf(engine, user, caller, { eventType: 'x.ciba.prompts.resume', displayMessage: 'A person can be asked again' });
  await engine.promptPauses.delete({ orgId: user.orgId, userId: user.id, event });
}

function eventOf(
  engine: Needs,
  { id, orgId, login }: User,
  caller: Caller,
  facts: { readonly eventType: string; readonly displayMessage: string },
): SystemLogEvent {
  const person = { id, type: 'User', alternateId: login };
  return newEvent(engine, { orgId, actor: person, targets: [person], caller, ...facts });
}
