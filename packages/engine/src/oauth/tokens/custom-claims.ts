/**
 * Claims an administrator defines on a custom authorization server (okta-api 3.7). Of Okta's expression language a small part is understood:
 * string literals, `user.<member>`, `appuser.userName`, `app.clientId` and the stock expression of `sub`. Anything else is left out of the
 * token, never guessed at.
 */
import { reservedClaims } from '@countersign/contracts/wire';
import type { Claim } from '../../domain/authorization-server/authorization-server.js';
import type { User } from '../../domain/user/user.js';
import { type ClaimValue, standardClaims } from './standard-claims.js';

export interface ClaimSubject {
  readonly user: User;
  readonly clientId: string;
  /** Names of the user's groups; empty unless a claim asks for them. */
  readonly groupNames: readonly string[];
}

/** `(appuser != null) ? appuser.userName : app.clientId`, without its blanks. */
const stockSubject = '(appuser!=null)?appuser.userName:app.clientId';
const literal = /^(?:"([^"\\]*)"|'([^'\\]*)')$/;
const userMember = /^user\.(?:profile\.)?([A-Za-z_][A-Za-z0-9_]*)$/;
/** A token has to stay small enough for a header; Okta refuses above this. */
const maxGroups = 100;

/** Why a claim would stay out of tokens; undefined: it is understood. */
export function findClaimFault(claim: Pick<Claim, 'name' | 'claimType' | 'valueType' | 'value' | 'groupFilterType'>): string | undefined {
  if (reservedClaims.has(claim.name) || (claim.name === 'sub' && claim.claimType === 'IDENTITY')) return 'the name is reserved';
  switch (claim.valueType) {
    case 'SYSTEM':
      return standardClaims.has(claim.name) ? undefined : 'there is no system claim of this name';
    case 'GROUPS':
      return claim.groupFilterType === 'REGEX' && claim.value !== '.*' ? 'of regular expressions only .* is supported' : undefined;
    case 'EXPRESSION':
      return isUnderstood(claim.value) ? undefined : 'the expression is not supported';
  }
}

function isUnderstood(expression: string): boolean {
  const text = expression.trim();
  return text === 'appuser.userName' || text === 'app.clientId' || isStockSubject(text) || literal.test(text) || userMember.test(text);
}

function isStockSubject(text: string): boolean {
  return text.replaceAll(' ', '') === stockSubject;
}

/** Undefined when the person has no such value, or the claim is not understood (`findClaimFault` says why). */
export function evaluateClaim(claim: Claim, subject: ClaimSubject): ClaimValue | undefined {
  if (findClaimFault(claim) !== undefined) return undefined;
  switch (claim.valueType) {
    case 'SYSTEM':
      return standardClaims.get(claim.name)?.read(subject.user);
    case 'GROUPS':
      return subject.groupNames.filter((name) => groupMatches(claim, name)).slice(0, maxGroups);
    case 'EXPRESSION':
      return evaluateExpression(claim.value.trim(), subject);
  }
}

function groupMatches(claim: Claim, name: string): boolean {
  switch (claim.groupFilterType) {
    case 'EQUALS':
      return name === claim.value;
    case 'CONTAINS':
      return name.includes(claim.value);
    case 'REGEX':
      return true;
    case 'STARTS_WITH':
    case undefined:
      return name.startsWith(claim.value);
  }
}

function evaluateExpression(text: string, { user, clientId }: ClaimSubject): ClaimValue | undefined {
  if (text === 'app.clientId') return clientId;
  if (text === 'appuser.userName' || isStockSubject(text)) return user.login;
  const quoted = literal.exec(text);
  if (quoted !== null) return quoted[1] ?? quoted[2] ?? '';
  const member = userMember.exec(text)?.[1];
  if (member === undefined) return undefined;
  if (member === 'login') return user.login;
  if (member === 'email') return user.email;
  if (member === 'id') return user.id;
  return plainValue(Object.hasOwn(user.profile, member) ? user.profile[member] : undefined);
}

function plainValue(value: unknown): ClaimValue | undefined {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  return Array.isArray(value) && value.every((item) => typeof item === 'string') ? value : undefined;
}
