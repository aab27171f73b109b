import { quoted } from '../../patterns/curl.js';

/** A backchannel authentication request for the shell, as the guide sends it. */
export function firstRequest(
  orgUrl: string,
  { clientId, clientSecret }: { readonly clientId: string; readonly clientSecret: string },
): string {
  return [
    `curl --request POST ${quoted(`${orgUrl}/oauth2/default/v1/bc/authorize`)}`,
    `--user ${quoted(`${clientId}:${clientSecret}`)}`,
    "--data-urlencode 'scope=openid'",
    "--data-urlencode 'login_hint=test.user@email.com'",
    "--data-urlencode 'binding_message=Pay 250.00 EUR to ACME'",
  ].join(' \\\n  ');
}
