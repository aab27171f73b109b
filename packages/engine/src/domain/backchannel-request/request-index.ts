// the in-memory index; see below
export interface RequestIndex {}
