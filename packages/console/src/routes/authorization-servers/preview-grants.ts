/** What the token preview can show: grants with a person and their tokens. */
export const previewGrants = [
  { value: 'urn:openid:params:grant-type:ciba', label: 'CIBA' },
  { value: 'authorization_code', label: 'Authorization Code' },
] as const;

export type PreviewGrant = (typeof previewGrants)[number]['value'];

/** The first one for what is none of them. */
export function previewGrant(value: string | null | undefined): PreviewGrant {
  return (previewGrants.find((grant) => grant.value === value) ?? previewGrants[0]).value;
}
