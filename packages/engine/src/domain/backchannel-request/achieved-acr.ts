/** Okta's classes a device approval can meet (okta-api 2.13): possession of the key alone, or with user verification. */
const oneFactor = ['urn:okta:loa:1fa:any'];
const twoFactors = ['urn:okta:loa:2fa:any', 'urn:okta:loa:2fa:any:ifpossible', ...oneFactor];

/** The first of the requested classes that the approval met (OpenID Connect Core 2: `acr`); undefined: none was. */
export function achievedAcr(acrValues: readonly string[], userVerified: boolean): string | undefined {
  const met = userVerified ? twoFactors : [...oneFactor, 'urn:okta:loa:2fa:any:ifpossible'];
  return acrValues.find((value) => met.includes(value));
}
