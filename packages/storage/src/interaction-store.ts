import { type Cipher, type Interaction, type InteractionDetails, type InteractionStore, sealPurposes } from '@countersign/engine';
import type { Database } from './database.js';
import { toTimestamp } from './parameters.js';

interface InteractionRow {
  readonly hash: string;
  readonly org_id: string;
  readonly user_id: string;
  readonly browser_hash: string;
  readonly details_sealed: string;
  readonly created_at: number;
  readonly expires_at: number;
}

const insertSql = `
insert into interaction (hash, org_id, user_id, browser_hash, details_sealed, created_at, expires_at) values ($1, $2, $3, $4, $5, $6, $7)`;

export function createInteractionStore({ database, cipher }: { readonly database: Database; readonly cipher: Cipher }): InteractionStore {
  const seal = (details: InteractionDetails) => cipher.encrypt(JSON.stringify(details), sealPurposes.interaction);
  return {
    async insert(interaction) {
      const values = [
        interaction.hash,
        interaction.orgId,
        interaction.userId,
        interaction.browserHash,
        seal(interaction.details),
        toTimestamp(interaction.createdAt),
        toTimestamp(interaction.expiresAt),
      ];
      await database.query({ name: 'interaction-insert', text: insertSql, values });
    },
    async find(orgId, hash, now) {
      const text = 'select * from interaction where org_id = $1 and hash = $2 and expires_at > $3';
      const { rows } = await database.query<InteractionRow>({ name: 'interaction-find', text, values: [orgId, hash, toTimestamp(now)] });
      return rows[0] === undefined ? undefined : toInteraction(rows[0], cipher);
    },
    async update(orgId, hash, details) {
      const text = 'update interaction set details_sealed = $3 where org_id = $1 and hash = $2';
      return (await database.query({ name: 'interaction-update', text, values: [orgId, hash, seal(details)] })).rowCount === 1;
    },
    async consume(orgId, hash) {
      const text = 'delete from interaction where org_id = $1 and hash = $2';
      return (await database.query({ name: 'interaction-consume', text, values: [orgId, hash] })).rowCount === 1;
    },
  };
}

function toInteraction(row: InteractionRow, cipher: Cipher): Interaction {
  return {
    hash: row.hash,
    orgId: row.org_id,
    userId: row.user_id,
    browserHash: row.browser_hash,
    // written by `seal` above; the seal proves that nothing else wrote it
    details: JSON.parse(cipher.decrypt(row.details_sealed, sealPurposes.interaction)) as InteractionDetails,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
  };
}
