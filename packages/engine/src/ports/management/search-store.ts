export const searchKinds = ['user', 'app', 'authorizationServer', 'group', 'device', 'transaction'] as const;
export type SearchKind = (typeof searchKinds)[number];

/** Something that was found, as a line shows it. */
export interface SearchHit {
  readonly kind: SearchKind;
  readonly id: string;
  readonly label: string;
  /** A second line: a login, a client id, a status. */
  readonly note: string | undefined;
}

export interface SearchStore {
  /** A few of each kind asked for: names by their beginning in any case, ids whole. */
  find(search: {
    readonly orgId: string;
    readonly kinds: readonly SearchKind[];
    readonly text: string;
    /** SHA-256 of the text where it can be an `auth_req_id`: nothing else of it leaves the caller. */
    readonly authReqIdHash: string | undefined;
    readonly limit: number;
  }): Promise<readonly SearchHit[]>;
}
