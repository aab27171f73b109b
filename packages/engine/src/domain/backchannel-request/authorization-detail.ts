/** One element of `authorization_details` (RFC 9396, section 2): `type`, and the members its registered schema allows. */
export type AuthorizationDetail = { readonly type: string } & { readonly [member: string]: unknown };
