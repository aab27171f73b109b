/**
 * Against forms of other sites (security model S-074, decisions 4.4): a form counts only if it carries the token made for the cookie of
 * this browser, and if the browser does not say that another site sent it.
 */
import { equalSecrets, sha256, type Form, type Org } from '@countersign/engine';
import type { FastifyRequest } from 'fastify';
import { readFormId } from './browser-cookies.js';

/** Without the cookie, which scripts and other sites cannot read, the token cannot be made; every node makes the same one. */
export function formTokenOf(formId: string): string {
  return sha256(`form token\n${formId}`);
}

export function isOwnForm(request: FastifyRequest, form: Form, org: Org): boolean {
  const formId = readFormId(request, org);
  const token = form.get('form_token');
  return formId !== undefined && token !== undefined && equalSecrets(token, formTokenOf(formId)) && isFromOwnPage(request, org);
}

/**
 * Our pages forbid referrers, and then browsers send `Origin: null` even to ourselves (Fetch 4.4.8): the word of `Sec-Fetch-Site` counts
 * there. Programs send neither header; for them the token decides alone.
 */
function isFromOwnPage(request: FastifyRequest, org: Org): boolean {
  const { origin, 'sec-fetch-site': site } = request.headers;
  if (origin !== undefined && origin !== 'null') return origin === new URL(org.url).origin;
  return site === undefined || site === 'same-origin';
}
