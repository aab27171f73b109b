/**
 * What a `User-Agent` header says of itself, in the words of the system log. Lists instead of code: the store reads the same ones to
 * filter by them. The first mark that is in the header counts; a header that has none is `Unknown`.
 */
export interface UserAgentMark {
  readonly mark: string;
  readonly name: string;
}

export const browserMarks: readonly UserAgentMark[] = [
  { mark: 'Edg/', name: 'EDGE' },
  { mark: 'OPR/', name: 'OPERA' },
  { mark: 'Firefox/', name: 'FIREFOX' },
  { mark: 'Chrome/', name: 'CHROME' },
  { mark: 'Safari/', name: 'SAFARI' },
];

export const systemMarks: readonly UserAgentMark[] = [
  { mark: 'iPhone', name: 'iOS' },
  { mark: 'iPad', name: 'iPadOS' },
  { mark: 'Android', name: 'Android' },
  { mark: 'Windows', name: 'Windows' },
  { mark: 'Mac OS X', name: 'Mac OS X' },
  { mark: 'Linux', name: 'Linux' },
];

export const deviceMarks = [
  { mark: 'iPhone', name: 'Mobile' },
  { mark: 'iPad', name: 'Mobile' },
  { mark: 'Android', name: 'Mobile' },
  { mark: 'Windows', name: 'Computer' },
  { mark: 'Mac OS X', name: 'Computer' },
  { mark: 'Linux', name: 'Computer' },
] as const satisfies readonly UserAgentMark[];

export const unknownMark = 'Unknown';

export function nameByMark<Mark extends UserAgentMark>(userAgent: string, marks: readonly Mark[]): Mark['name'] | typeof unknownMark {
  return marks.find(({ mark }) => userAgent.includes(mark))?.name ?? unknownMark;
}
