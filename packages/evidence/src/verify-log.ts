/**
 * Whether a system log is what the org sealed: the chain of seals, each signed and naming the one before, and the events of each
 * stretch. Offline, with nothing but the org's public keys.
 */
import { canonicalJson } from './canonical-json.js';
import { type GivenKeys, orgJws } from './checks/org-signature.js';
import { digestOf, digestOfText } from './digest.js';
import { isObject, type JsonObject } from './jws.js';
import { contentText, entryText, readLogEntry } from './log-entry.js';
import { type LogSealClaims, logSealType } from './log-seal.js';

export interface VerifyLogOptions {
  /** The org's public keys, retired ones included, from a source that is trusted. */
  readonly jwks: GivenKeys;
  /** The digest of a seal that somebody kept (`head` of an earlier check): the chain must contain it. */
  readonly contains?: string;
}

export interface LogResult {
  /** No fault, and something was checked. */
  readonly ok: boolean;
  readonly faults: readonly LogFault[];
  /** Seals whose events were compared; and those that end before the first event given. */
  readonly checkedSeals: number;
  readonly skippedSeals: number;
  readonly checkedEvents: number;
  /** Later than the last seal. */
  readonly unsealedEvents: number;
  /** Digest of the last good seal: keep it elsewhere, and nobody can shorten or rewrite the chain up to it. */
  readonly head: string | undefined;
  /** The seal that `number`s the first given one; beyond 1 the chain before it was not looked at. */
  readonly firstSeal: number | undefined;
}

export interface LogFault {
  /** Number of the seal. */
  readonly seal: number | undefined;
  /** Id of the event, where one can be named. */
  readonly event?: string;
  readonly detail: string;
}

/** `seals` and `events` as the org's API lists them, in any order. Never rejects: what is wrong is a fault with its reason. */
export async function verifyLog(seals: readonly unknown[], events: readonly unknown[], options: VerifyLogOptions): Promise<LogResult> {
  const faults: LogFault[] = [];
  const chain = await readChain(seals, options, faults);
  const entries = await readEvents(events, faults);
  const first = entries.reduce((earliest, { published }) => (published < earliest ? published : earliest), '~');
  const compared = chain.filter(({ claims }) => claims.until > first);
  for (const link of compared) faults.push(...(await compare(link, entries)));
  const last = chain.at(-1);
  const covered = (published: string): boolean => compared.some(({ claims }) => claims.from <= published && published < claims.until);
  return {
    ok: faults.length === 0 && compared.length > 0,
    faults,
    checkedSeals: compared.length,
    skippedSeals: chain.length - compared.length,
    checkedEvents: entries.filter(({ published }) => covered(published)).length,
    unsealedEvents: entries.filter(({ published }) => last === undefined || published >= last.claims.until).length,
    head: last?.hash,
    firstSeal: chain[0]?.claims.number,
  };
}

interface Link {
  readonly claims: LogSealClaims;
  readonly hash: string;
  readonly digests: readonly string[] | undefined;
}

/** The good part of the chain, from its first seal. */
async function readChain(seals: readonly unknown[], { jwks, contains }: VerifyLogOptions, faults: LogFault[]): Promise<readonly Link[]> {
  const chain: Link[] = [];
  for (const seal of seals.toSorted((one, other) => numberOf(one) - numberOf(other))) {
    const link = await readLink(seal, jwks);
    const fault = typeof link === 'string' ? link : linkFault(link, chain.at(-1));
    if (typeof link === 'string' || fault !== undefined) {
      faults.push({ seal: numberOf(seal), detail: fault ?? '' });
      break;
    }
    chain.push(link);
  }
  if (contains !== undefined && !chain.some(({ hash }) => hash === contains))
    faults.push({ seal: undefined, detail: 'The seal that was kept is not in the chain: it was cut off or made anew.' });
  return chain;
}

function numberOf(seal: unknown): number {
  const number = isObject(seal) ? seal['number'] : undefined;
  return typeof number === 'number' ? number : Number.NaN;
}

/** Why it is none, as text. */
async function readLink(seal: unknown, jwks: GivenKeys): Promise<Link | string> {
  if (!isObject(seal)) return 'It is no seal.';
  const { seal: compact, digests } = seal;
  if (typeof compact !== 'string') return 'It is no seal.';
  const jws = await orgJws(compact, logSealType, jwks);
  if ('fault' in jws) return `The seal ${jws.fault}`;
  if (!isClaims(jws.claims) || jws.claims.number !== numberOf(seal)) return 'The seal does not say what a seal says.';
  if (digests !== undefined && !isTexts(digests)) return 'The digests of its events are not of the right form.';
  if (digests !== undefined && (await digestOf([...digests].toSorted())) !== jws.claims.events)
    return 'The digests beside the seal are not those that were sealed.';
  return { claims: jws.claims, hash: await digestOfText(compact), digests };
}

function linkFault({ claims }: Link, before: Link | undefined): string | undefined {
  if (before === undefined) return claims.number === 1 && claims.previous !== null ? 'The first seal names one before it.' : undefined;
  if (claims.number !== before.claims.number + 1) return 'A seal before this one is missing.';
  if (claims.iss !== before.claims.iss) return 'The seal is of another org.';
  if (claims.previous !== before.hash) return 'The seal follows another one: the one before it was replaced.';
  return claims.from === before.claims.until ? undefined : 'The seal leaves a gap after the one before.';
}

function isClaims(claims: JsonObject): claims is JsonObject & { readonly [Name in keyof LogSealClaims]: LogSealClaims[Name] } {
  const { iss, number, from, until, count, events, previous } = claims;
  return (
    [iss, from, until, events].every((value) => typeof value === 'string') &&
    [number, count].every(Number.isSafeInteger) &&
    (previous === null || typeof previous === 'string')
  );
}

const isTexts = (value: unknown): value is readonly string[] => Array.isArray(value) && value.every((each) => typeof each === 'string');

interface DigestedEvent {
  readonly name: string;
  readonly published: string;
  readonly digest: string;
}

async function readEvents(events: readonly unknown[], faults: LogFault[]): Promise<readonly DigestedEvent[]> {
  const read: DigestedEvent[] = [];
  for (const event of events) {
    const entry = readLogEntry(event);
    if (entry === undefined) {
      faults.push({ seal: undefined, event: nameOf(event), detail: 'It is no event of the system log.' });
      continue;
    }
    const content = 'erased' in entry ? entry.erased : await digestOfText(contentText(entry));
    read.push({ name: nameOf(event), published: entry.published, digest: await digestOfText(entryText(entry, content)) });
  }
  return read;
}

function nameOf(event: unknown): string {
  const name = isObject(event) ? (event['uuid'] ?? event['published']) : undefined;
  return typeof name === 'string' ? name : 'without a name';
}

/** The events of the seal's stretch against the digests that were sealed. */
async function compare({ claims, digests }: Link, events: readonly DigestedEvent[]): Promise<readonly LogFault[]> {
  const here = events.filter(({ published }) => claims.from <= published && published < claims.until);
  const actual = here.map(({ digest }) => digest).toSorted();
  if (canonicalJson(actual) !== canonicalJson([...(digests ?? [])].toSorted())) {
    if (digests === undefined)
      return (await digestOf(actual)) === claims.events
        ? []
        : [{ seal: claims.number, detail: 'Its events are not those that were sealed.' }];
    const known = new Set(digests);
    const found = new Set(actual);
    const missing = digests.filter((digest) => !found.has(digest)).length;
    const strangers = here.filter(({ digest }, at) => !known.has(digest) || here.findIndex((each) => each.digest === digest) !== at);
    return [
      ...strangers.map(({ name }) => ({ seal: claims.number, event: name, detail: 'It was altered, or added after the seal.' })),
      ...(missing > strangers.length
        ? [{ seal: claims.number, detail: `${missing - strangers.length} of its ${claims.count} events are missing.` }]
        : []),
    ];
  }
  return [];
}
