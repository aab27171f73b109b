/** The code of an enrollment link in place of a sign-in: an extension grant of the org's own authorization server. */
import { grantTypes } from '@countersign/contracts/wire';
import { discover } from '../client/discovery.js';
import { callJson, numberOf, refusal, textOf } from '../http-client.js';
import { CliError } from '../terminal/cli-error.js';
import { exitCodes } from '../terminal/exit-codes.js';
import type { SignedIn } from './authorization-code.js';

/** An org and the app of one of its authenticators. */
export interface CodeTarget {
  readonly orgUrl: string;
  readonly clientId: string;
}

export interface RedeemedCode extends SignedIn, CodeTarget {
  /** Whom the device will be enrolled for. */
  readonly username: string;
  readonly orgName: string;
}

/** The code of a code or a link, and the link's app if it is one. */
export function readCode(text: string): { readonly code: string; readonly app: string | undefined } {
  const trimmed = text.trim();
  if (!/^https?:/i.test(trimmed)) return { code: trimmed, app: undefined };
  const url = URL.canParse(trimmed) ? new URL(trimmed) : undefined;
  if (url !== undefined && url.hash.length > 1) return { code: url.hash.slice(1), app: url.origin };
  throw new CliError({
    code: 'invalid_link',
    message: '--code is a link without a code.',
    next: 'Copy the whole link, with what follows the #.',
    exitCode: exitCodes.usage,
  });
}

/** What the app behind a link works for; it tells this to everybody. */
export async function targetsOf(app: string): Promise<readonly CodeTarget[]> {
  const { status, body } = await callJson(`${app}/config.json`);
  const entries = status === 200 ? Object.values(body) : [];
  return entries.flatMap((entry) => {
    if (typeof entry !== 'object' || entry === null) return [];
    const facts = { ...entry };
    const orgUrl = textOf(facts, 'orgUrl');
    const clientId = textOf(facts, 'clientId');
    return orgUrl === undefined || clientId === undefined ? [] : [{ orgUrl, clientId }];
  });
}

/** The code does not say which app it is for: each is asked, and only the right one takes it. */
export async function redeemEnrollmentCode(targets: readonly CodeTarget[], code: string): Promise<RedeemedCode> {
  for (const { orgUrl, clientId } of targets) {
    const server = await discover(orgUrl);
    const form = { grant_type: grantTypes.enrollmentCode, client_id: clientId, code };
    const answer = await callJson(server.endpoint('token_endpoint'), { form });
    if (answer.status !== 200 && textOf(answer.body, 'error') === 'invalid_grant') continue;
    const accessToken = textOf(answer.body, 'access_token');
    if (answer.status !== 200 || accessToken === undefined) throw refusal(answer, 'The enrollment failed');
    const preview = answer.body['cs_enrollment'];
    const facts = typeof preview === 'object' && preview !== null ? { ...preview } : {};
    return {
      orgUrl,
      clientId,
      accessToken,
      expiresAt: Date.now() + (numberOf(answer.body, 'expires_in') ?? 0) * 1000,
      username: textOf(facts, 'username') ?? '',
      orgName: textOf(facts, 'org_name') ?? orgUrl,
    };
  }
  throw new CliError({
    code: 'invalid_code',
    message: 'The enrollment code is invalid, expired or was already used.',
    next: 'Ask for a new one where you got this one.',
    exitCode: exitCodes.refused,
  });
}
