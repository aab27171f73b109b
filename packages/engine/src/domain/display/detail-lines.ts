/**
 * What people read of `authorization_details`: made by the server from what was validated, in the words of whoever registered the type,
 * never in the client's (RFC 9396 11 and 12, security model S-W1). Nothing is left out: a field without words is shown by its name.
 */
import { type DetailsDisplayLine, placesIn } from '@countersign/contracts';
import type { DisplayLine } from '@countersign/evidence';
import type { AuthorizationDetailsType } from '../authorization-details/authorization-details-type.js';
import type { AuthorizationDetail } from '../backchannel-request/authorization-detail.js';
import {
  type Amount,
  isAmount,
  isScalar,
  nothing,
  showAmount,
  showScalar,
  showValue,
  type ShownValue,
  sumAmounts,
} from './detail-value.js';

type Types = ReadonlyMap<string, Pick<AuthorizationDetailsType, 'display'>>;

/**
 * The lines of all elements: totals of several payments first (security model S-W6), then each element in the order of its type's
 * lines, then its other fields. Several elements are numbered. `locale` is a BCP 47 tag.
 */
export function detailLines(types: Types, details: readonly AuthorizationDetail[], locale: string): readonly DisplayLine[] {
  const elements = details.map((detail, index) => {
    const lines = elementLines(types.get(detail.type)?.display ?? [], detail, locale);
    return details.length === 1 ? lines : lines.map(({ label, value }) => ({ label: `${label} (${index + 1})`, value }));
  });
  return [...totals(types, details, locale), ...elements.flat()];
}

function elementLines(display: readonly DetailsDisplayLine[], detail: AuthorizationDetail, locale: string): readonly DisplayLine[] {
  const shown = new Set<string>();
  const lines = display.flatMap((line) => {
    const found = line.path === undefined ? showWords(line, detail, locale) : showPlace(line, line.path, detail, locale);
    if (found === undefined) return [];
    for (const place of found.places) shown.add(place);
    return [{ label: inLanguage(line.label, locale), value: found.value }];
  });
  const others = [...leaves(detail, '')].filter(({ within, place }) => ![...within, place].some((known) => shown.has(known)));
  return [...lines, ...others.map(({ place, value }) => ({ label: place, value }))];
}

function showPlace(line: DetailsDisplayLine, place: string, detail: AuthorizationDetail, locale: string): ShownValue | undefined {
  const value = valueAt(detail, place);
  return value === undefined ? undefined : showValue(line.format, place, value, locale);
}

/** The line's words with values in their places; undefined when none of them is there. Words without places say what the type is. */
function showWords({ text = {} }: DetailsDisplayLine, detail: AuthorizationDetail, locale: string): ShownValue | undefined {
  const words = inLanguage(text, locale);
  const wanted = placesIn(words);
  if (wanted.length === 0) return { value: words, places: ['type'] };
  const places = wanted.filter((place) => isScalar(valueAt(detail, place)));
  if (places.length === 0) return undefined;
  const value = words.replaceAll(/\{([^{}]*)\}/g, (_, place: string) => {
    const found = valueAt(detail, place);
    return isScalar(found) ? showScalar(found) : nothing;
  });
  return { value, places };
}

/** One total for each type whose first line is an amount, where several of them have one currency. */
function totals(types: Types, details: readonly AuthorizationDetail[], locale: string): readonly DisplayLine[] {
  return [...new Set(details.map(({ type }) => type))].flatMap((type) => {
    const [line] = types.get(type)?.display ?? [];
    const place = line?.format === 'amount' ? line.path : undefined;
    if (line === undefined || place === undefined) return [];
    const amounts: readonly Amount[] = details
      .filter((detail) => detail.type === type)
      .map((detail) => valueAt(detail, place))
      .filter(isAmount);
    const total = amounts.length < 2 ? undefined : sumAmounts(amounts);
    const label = `${inLanguage(line.label, locale)}: ${inLanguage(totalWord, locale)}`;
    return total === undefined ? [] : [{ label, value: showAmount(total, locale) }];
  });
}

const totalWord = { en: 'total', de: 'gesamt', ar: 'المجموع' };

/** The language, its plainer form, English. */
function inLanguage(texts: Readonly<Record<string, string>>, locale: string): string {
  const [language = ''] = locale.split('-');
  const tag = [locale, language, 'en'].find((candidate) => Object.hasOwn(texts, candidate));
  return tag === undefined ? '' : (texts[tag] ?? '');
}

function valueAt(detail: AuthorizationDetail, place: string): unknown {
  return place.split('.').reduce<unknown>((value, name) => memberOf(value, name), detail);
}

function memberOf(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || !Object.hasOwn(value, name)) return undefined;
  return Reflect.get(value, name);
}

interface Leaf {
  readonly place: string;
  /** The places of the lists and objects it is in. */
  readonly within: readonly string[];
  readonly value: string;
}

/** Everything that is a value, by its place; members by name, items of lists from 1. An empty list or object is a value too. */
function* leaves(value: unknown, place: string, within: readonly string[] = []): Generator<Leaf> {
  if (isScalar(value)) yield { place, within, value: showScalar(value) };
  else {
    const members = membersOf(value);
    if (members.length === 0) yield { place, within, value: nothing };
    for (const [name, member] of members) {
      yield* leaves(member, place === '' ? name : `${place}.${name}`, place === '' ? within : [...within, place]);
    }
  }
}

function membersOf(value: unknown): readonly (readonly [string, unknown])[] {
  if (Array.isArray(value)) return value.map((item: unknown, index) => [String(index + 1), item]);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
}
