import type { Interaction, InteractionDetails } from '../domain/interaction/interaction.js';
import type { Instant } from './clock.js';

/** Unexpired interactions only; of others nothing is known. */
export interface InteractionStore {
  insert(interaction: Interaction): Promise<void>;
  find(orgId: string, hash: string, now: Instant): Promise<Interaction | undefined>;
  /** False when it is gone. */
  update(orgId: string, hash: string, details: InteractionDetails): Promise<boolean>;
  /** Ends it. True for exactly one caller. */
  consume(orgId: string, hash: string): Promise<boolean>;
}
