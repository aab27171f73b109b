/** Letters that turn the direction of what stands around them. */
const rightToLeft = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;

/** Keeps a value to itself where directions meet (Unicode UAX #9, isolates): a name must not reorder the sentence around it. */
export function isolate(value: string, direction: 'ltr' | 'rtl' = 'ltr'): string {
  return direction === 'rtl' || rightToLeft.test(value) ? `\u2068${value}\u2069` : value;
}
