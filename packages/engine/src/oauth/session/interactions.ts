/** Interactions by the name in a page's address, for the browser they were made in. */
import { sha256 } from '../../domain/digest.js';
import { randomBase64url } from '../../domain/id.js';
import type { Interaction, InteractionDetails } from '../../domain/interaction/interaction.js';
import type { Org } from '../../domain/org/org.js';
import type { Engine } from '../../engine.js';

/** Time for a person to find their phone. */
export const interactionSeconds = 600;

/** 256 bits in base64url. */
const handleSyntax = /^[A-Za-z0-9_-]{43}$/;

/** The handle for the address; only its hash is stored. */
export async function startInteraction(
  engine: Pick<Engine, 'clock' | 'interactions' | 'random'>,
  start: {
    readonly org: Org;
    readonly userId: string;
    /** From the browser's cookie. */ readonly formId: string;
    readonly details: InteractionDetails;
  },
): Promise<string> {
  const handle = randomBase64url(engine.random, 32);
  const now = engine.clock.now();
  await engine.interactions.insert({
    hash: sha256(handle),
    orgId: start.org.id,
    userId: start.userId,
    browserHash: sha256(start.formId),
    details: start.details,
    createdAt: now,
    expiresAt: now + interactionSeconds * 1000,
  });
  return handle;
}

/** Undefined: expired, used, of another kind, of another browser, or of somebody else than is signed in. */
export async function findInteraction<Kind extends InteractionDetails['kind']>(
  engine: Pick<Engine, 'clock' | 'interactions'>,
  wanted: InteractionName<Kind> & { readonly userId: string },
): Promise<InteractionOf<Kind> | undefined> {
  const interaction = await findInteractionOfBrowser(engine, wanted);
  return interaction?.userId === wanted.userId ? interaction : undefined;
}

interface InteractionName<Kind> {
  readonly org: Org;
  readonly handle: string;
  readonly formId: string | undefined;
  readonly kind: Kind;
}

/** As `findInteraction`, where nobody is signed in yet. */
export async function findInteractionOfBrowser<Kind extends InteractionDetails['kind']>(
  engine: Pick<Engine, 'clock' | 'interactions'>,
  { org, handle, formId, kind }: InteractionName<Kind>,
): Promise<InteractionOf<Kind> | undefined> {
  if (formId === undefined || !handleSyntax.test(handle)) return undefined;
  const interaction = await engine.interactions.find(org.id, sha256(handle), engine.clock.now());
  if (interaction === undefined || interaction.browserHash !== sha256(formId)) return undefined;
  return isOfKind(interaction, kind) ? interaction : undefined;
}

export type InteractionOf<Kind extends InteractionDetails['kind']> = Interaction & {
  readonly details: Extract<InteractionDetails, { readonly kind: Kind }>;
};

function isOfKind<Kind extends InteractionDetails['kind']>(interaction: Interaction, kind: Kind): interaction is InteractionOf<Kind> {
  return interaction.details.kind === kind;
}
