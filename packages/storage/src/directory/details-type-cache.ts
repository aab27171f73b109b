/**
 * Compiled types of authorization details, kept while their version is. Servers are read again every minute; compiling their schemas each
 * time would stop everything else for milliseconds.
 */
import { type AuthorizationDetailsType, type AuthorizationDetailsTypeFacts, createDetailsType } from '@countersign/engine';

export interface DetailsTypeRow extends AuthorizationDetailsTypeFacts {
  readonly id: string;
  readonly version: number;
}

export type DetailsTypesById = ReadonlyMap<string, { readonly version: number; readonly type: AuthorizationDetailsType }>;

/** Answers with the types of all rows of an org; what is not among them any more is forgotten. */
export function createDetailsTypeCache(): (orgId: string, rows: readonly DetailsTypeRow[]) => DetailsTypesById {
  const orgs = new Map<string, DetailsTypesById>();
  return (orgId, rows) => {
    const before = orgs.get(orgId);
    const now: DetailsTypesById = new Map(
      rows.map(({ id, version, type, schema, display }) => {
        const kept = before?.get(id);
        const entry = kept?.version === version ? kept : { version, type: createDetailsType({ type, schema, display }) };
        return [id, entry];
      }),
    );
    orgs.set(orgId, now);
    return now;
  };
}
