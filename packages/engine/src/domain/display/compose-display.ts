import { findUnsafeText } from '@countersign/contracts';
import type { DisplayLine } from '@countersign/evidence';
import type { Instant } from '../../ports/clock.js';
import { displayTime } from './display-time.js';
import { type DisplayLocale, type DisplayTexts, displayLocale, displayTexts } from './display-texts.js';
import type { RequestDisplay } from './request-display.js';

export interface DisplayFacts {
  /** From the client's registration, never from the request. */
  readonly clientName: string;
  /** Of the person who is asked: language and time zone. */
  readonly profile: Readonly<Record<string, unknown>> | undefined;
  /** What `authorization_details` say, in the language of `displayLocale(profile)`. */
  readonly detailLines: readonly DisplayLine[];
  readonly bindingMessage: string | undefined;
  readonly scopes: readonly string[];
  /** Description of a scope that has no words of ours; undefined, empty or not fit to be shown: its name is shown. */
  readonly scopeDescription?: (scope: string) => string | undefined;
  readonly askedAt: Instant;
  /** Network address; undefined leaves the line out. */
  readonly askedFrom: string | undefined;
}

/**
 * What people are shown, in order: what the details say, the client's message, the application, when and from where it asked, what it
 * gets access to. Never empty. Stored with the request, so that nothing shown changes when names or templates do.
 */
export function composeDisplay(facts: DisplayFacts): RequestDisplay {
  const { clientName, profile, detailLines, bindingMessage, askedAt, askedFrom } = facts;
  const locale: DisplayLocale = displayLocale(profile);
  const texts = displayTexts[locale];
  const access = accessLine(facts, texts);
  return {
    clientName,
    locale,
    detailLines: detailLines.length,
    lines: [
      ...detailLines,
      ...(bindingMessage === undefined ? [] : [{ label: texts.messageFrom(clientName), value: bindingMessage }]),
      { label: texts.application, value: clientName },
      { label: texts.askedAt, value: displayTime(askedAt, locale, profile) },
      ...(askedFrom === undefined ? [] : [{ label: texts.askedFrom, value: askedFrom }]),
      ...(access === undefined ? [] : [access]),
    ],
  };
}

/** A refresh token is given only where `offline_access` was shown (decisions 1.11), so every scope but `openid` has its words. */
function accessLine({ scopes, scopeDescription }: DisplayFacts, texts: DisplayTexts): DisplayLine | undefined {
  const words = scopes
    .filter((scope) => scope !== 'openid')
    .map((scope) => texts.scopes[scope] ?? (shownDescription(scopeDescription?.(scope)) || scope));
  return words.length === 0 ? undefined : { label: texts.access, value: words.join(texts.separator) };
}

/** Descriptions are free text, also for people who never approve anything: one of several lines would look like several (S-029). */
function shownDescription(description = ''): string {
  const text = description.trim();
  return findUnsafeText(text) === undefined ? text : '';
}
