/**
 * How strongly a person has to have signed in, and whether a session is that strong: the org's policy or the app's own, and what the
 * authorization request asks for in `acr_values` (okta-api 2.13). What is asked for is needed: a request that gets an answer got it.
 */
import type { Client } from '../../domain/client/client.js';
import type { FactorMethod } from '../../domain/factor/factor.js';
import type { Org, SecondFactorPolicy } from '../../domain/org/org.js';
import type { Session } from '../../domain/session/session.js';

export const assuranceClasses = {
  oneFactor: 'urn:okta:loa:1fa:any',
  password: 'urn:okta:loa:1fa:pwd',
  twoFactors: 'urn:okta:loa:2fa:any',
  twoFactorsIfPossible: 'urn:okta:loa:2fa:any:ifpossible',
} as const;

const known: ReadonlySet<string> = new Set(Object.values(assuranceClasses));

export type SecondFactorDemand =
  | 'none'
  /** If the person has set up a factor for signing in. */
  | 'if-set-up'
  /** If they have any, a device that can approve sign-ins included. */
  | 'if-possible'
  | 'required';

const demandOfPolicy = { never: 'none', whenEnrolled: 'if-set-up', always: 'required' } as const satisfies Readonly<
  Record<SecondFactorPolicy, SecondFactorDemand>
>;
const byStrength: readonly SecondFactorDemand[] = ['none', 'if-set-up', 'if-possible', 'required'];

/** The stronger of what the policy and the request want. `client` undefined: the person's own account. */
export function secondFactorDemand(
  org: Pick<Org, 'settings'>,
  client: Pick<Client, 'signInSecondFactor'> | undefined,
  acrValues: readonly string[],
): SecondFactorDemand {
  const policy = demandOfPolicy[client?.signInSecondFactor ?? org.settings.signInPolicy.secondFactor];
  const asked = demandOfClasses(acrValues);
  return byStrength.indexOf(asked) > byStrength.indexOf(policy) ? asked : policy;
}

/** In order of preference (OpenID Connect Core 3.1.2.1): the first known class counts, a weaker one after it makes it a wish. */
function demandOfClasses(acrValues: readonly string[]): SecondFactorDemand {
  const classes = acrValues.filter((value) => known.has(value));
  const [first] = classes;
  if (first === assuranceClasses.twoFactorsIfPossible) return 'if-possible';
  if (first !== assuranceClasses.twoFactors) return 'none';
  return classes.every((value) => value === assuranceClasses.twoFactors) ? 'required' : 'if-possible';
}

export function hasSecondFactor({ amr }: Pick<Session, 'amr'>): boolean {
  return amr.includes('mfa');
}

/** Whether a session of one factor has to show a second; `methods` are those the person has. */
export function needsSecondFactor(demand: SecondFactorDemand, methods: readonly FactorMethod[]): boolean {
  switch (demand) {
    case 'none':
      return false;
    case 'if-set-up':
      return methods.some((method) => method !== 'push');
    case 'if-possible':
      return methods.length > 0;
    case 'required':
      return true;
  }
}

/** The first of the requested classes that this session meets: `acr` of the tokens. Undefined: none was asked for or none is met. */
export function metAssuranceClass(acrValues: readonly string[], session: Pick<Session, 'amr'>): string | undefined {
  const met: ReadonlySet<string> = new Set([
    assuranceClasses.oneFactor,
    // whoever had a second factor was asked for it
    assuranceClasses.twoFactorsIfPossible,
    ...(session.amr.includes('pwd') ? [assuranceClasses.password] : []),
    ...(hasSecondFactor(session) ? [assuranceClasses.twoFactors] : []),
  ]);
  return acrValues.find((value) => met.has(value));
}
