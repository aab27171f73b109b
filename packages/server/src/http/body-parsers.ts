/** Bodies are parsed once, at the edge: forms for the OAuth endpoints and the pages, JSON for the management and device APIs. */
import { ApiError, invalidRequest, parseForm, type Form } from '@countersign/engine';
import type { FastifyInstance } from 'fastify';
import { familyOf } from './url-family.js';

export const emptyForm: Form = new Map();

/** What the store cannot hold: U+0000 and lone surrogates. In JSON both can only be written as escapes. */
const unstorableEscape = /\\u(?:0000|[dD][89abAB][0-9a-fA-F]{2}|[dD][c-fC-F][0-9a-fA-F]{2})/;

export function addBodyParsers(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (request, body, done) => {
    if (familyOf(request.url) === 'okta') return done(new ApiError('E0000012', { reason: 'form body' }));
    settle(() => parseForm(String(body)), done);
  });
  // `application/merge-patch+json` and other suffixes are JSON too (RFC 6839 3.1)
  app.addContentTypeParser(/^application\/(?:[\w.-]+\+)?json(?:$|;)/, { parseAs: 'string' }, (request, body, done) => {
    if (familyOf(request.url) !== 'okta') return done(invalidRequest('The body must be application/x-www-form-urlencoded.'));
    settle(() => parseJson(String(body)), done);
  });
}

/** An empty body is an absent one: clients send the header without a body to life-cycle operations. */
function parseJson(text: string): unknown {
  if (text === '') return undefined;
  let value: unknown;
  try {
    value = JSON.parse(text, dropPrototypeKeys);
  } catch (cause) {
    throw new ApiError('E0000003', { reason: 'malformed JSON', cause });
  }
  if (unstorableEscape.test(text)) refuseUnstorable(value);
  return value;
}

function dropPrototypeKeys(key: string, value: unknown): unknown {
  return key === '__proto__' ? undefined : value;
}

function refuseUnstorable(value: unknown): void {
  if (typeof value === 'string') {
    if (value.includes('\u0000') || !value.isWellFormed()) throw new ApiError('E0000003', { reason: 'U+0000 or lone surrogate' });
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, member] of Object.entries(value)) {
      refuseUnstorable(key);
      refuseUnstorable(member);
    }
  }
}

function settle(parse: () => unknown, done: (error: Error | null, body?: unknown) => void): void {
  try {
    done(null, parse());
  } catch (error) {
    done(error instanceof Error ? error : new Error('body parser failed'));
  }
}
