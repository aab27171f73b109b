/** Filter expressions of the system log, as values are clicked together. */

/** `attribute eq "value"` or `ne`, beside what is there already. */
export function narrowFilter(
  filter: string,
  { attribute, value, out }: { readonly attribute: string; readonly value: string; readonly out: boolean },
): string {
  const term = `${attribute} ${out ? 'ne' : 'eq'} "${value.replaceAll(/["\\]/g, String.raw`\$&`)}"`;
  const before = filter.trim();
  if (before === '') return term;
  if (before === term || before.endsWith(` and ${term}`)) return before;
  return /\sor\s/i.test(before) ? `(${before}) and ${term}` : `${before} and ${term}`;
}

export const filterExamples: readonly { readonly label: string; readonly filter: string }[] = [
  { label: 'What failed', filter: 'outcome.result eq "FAILURE"' },
  { label: 'Decisions on devices', filter: 'eventType eq "user.authentication.auth_via_mfa"' },
  { label: 'Requests that people reported', filter: 'eventType eq "user.account.report_suspicious_activity_by_enduser"' },
  { label: 'Tokens issued', filter: 'eventType sw "app.oauth2" and eventType co "token.grant"' },
  { label: 'Changes by administrators', filter: 'actor.type eq "User" and transaction.type eq "WEB" and eventType sw "application."' },
  { label: 'From one network', filter: 'client.ipAddress sw "192.0.2."' },
];
