/** Filter expressions as SQL: only over attributes a list names, every value a parameter. */
import { type Filter, type FilterOperator, unsupportedFilter } from '@countersign/engine';

export interface FilterAttribute {
  /** A column or expression. */
  readonly sql: string;
  readonly type: 'text' | 'time';
  /** Compared without regard to case. */
  readonly foldCase?: boolean;
  /** Takes the whole condition into its hands; `value` is a parameter. Only `eq`. */
  readonly equals?: (value: string) => string;
  /** Puts the condition where the attribute has several values: it holds when it holds for one of them. */
  readonly within?: (condition: string) => string;
  /** What `eq` implies and an index can find; beside the comparison, which stays the judge. */
  readonly indexed?: { readonly condition: (parameter: string) => string; readonly key: (value: string) => unknown };
}

export type FilterAttributes = (name: string) => FilterAttribute | undefined;

/** Appends the values it needs to `values` and returns a condition. Throws E0000031. */
export function filterSql(filter: Filter, attributes: FilterAttributes, values: unknown[]): string {
  switch (filter.kind) {
    case 'and':
    case 'or':
      return `(${filterSql(filter.left, attributes, values)} ${filter.kind} ${filterSql(filter.right, attributes, values)})`;
    case 'present': {
      const { sql, within = plain } = attributeOf(filter.attribute, attributes);
      return `(${within(`${sql} is not null`)})`;
    }
    case 'compare':
      return compareSql(filter, attributeOf(filter.attribute, attributes), values);
  }
}

function attributeOf(name: string, attributes: FilterAttributes): FilterAttribute {
  const attribute = attributes(name);
  if (attribute === undefined) throw unsupportedFilter(`filter attribute ${name}`);
  return attribute;
}

const plain = (condition: string) => condition;

const comparisons: Partial<Record<FilterOperator, string>> = { eq: '=', ne: '<>', gt: '>', ge: '>=', lt: '<', le: '<=' };

type Comparison = Extract<Filter, { kind: 'compare' }>;

function compareSql(comparison: Comparison, attribute: FilterAttribute, values: unknown[]): string {
  const { within = plain, indexed } = attribute;
  const condition = `(${within(oneValueSql(comparison, attribute, values))})`;
  if (indexed === undefined || comparison.operator !== 'eq') return condition;
  return `(${indexed.condition(`$${values.push(indexed.key(comparison.value))}`)} and ${condition})`;
}

function oneValueSql({ operator, value }: Comparison, attribute: FilterAttribute, values: unknown[]): string {
  const add = (parameter: string) => `$${values.push(parameter)}`;
  if (attribute.equals !== undefined) {
    if (operator !== 'eq') throw unsupportedFilter(`operator ${operator}`);
    return `(${attribute.equals(add(value))})`;
  }
  if (attribute.type === 'time') return `(${attribute.sql} ${comparisonOf(operator)} ${add(timeOf(value))}::timestamptz)`;
  const fold = (sql: string) => (attribute.foldCase === true ? `lower(${sql})` : sql);
  const left = fold(attribute.sql);
  switch (operator) {
    case 'sw':
      return `(${left} like ${fold(add(`${escapeLike(value)}%`))})`;
    case 'ew':
      return `(${left} like ${fold(add(`%${escapeLike(value)}`))})`;
    case 'co':
      return `(${left} like ${fold(add(`%${escapeLike(value)}%`))})`;
    default:
      return `(${left} ${comparisonOf(operator)} ${fold(add(value))})`;
  }
}

function comparisonOf(operator: FilterOperator): string {
  const comparison = comparisons[operator];
  if (comparison === undefined) throw unsupportedFilter(`operator ${operator}`);
  return comparison;
}

/**
 * A condition that nearly every row meets, told so to the planner: of an equation it thinks the opposite until it has statistics, and
 * sorts what it could read in order.
 */
export function mostRowsHaveIt(condition: string): string {
  return `(case when ${condition} then true end)`;
}

/** For a `like` pattern. */
export function escapeLike(text: string): string {
  return text.replaceAll(/[\\%_]/g, '\\$&');
}

/** Years of four digits: there is no year 0, and beyond 9999 times are written in another way. */
const firstTime = Date.parse('0001-01-01T00:00:00Z');
const lastTime = Date.parse('9999-12-31T23:59:59.999Z');

function timeOf(value: string): string {
  const time = /^\d{4}-\d\d-\d\d(T[\d:.]+(Z|[+-]\d\d:\d\d))?$/.test(value) ? Date.parse(value) : Number.NaN;
  if (Number.isNaN(time) || time < firstTime || time > lastTime) throw unsupportedFilter('not a time');
  return new Date(time).toISOString();
}
