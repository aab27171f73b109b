/** How this device names itself to people: the browser and the system, as far as the browser tells. */
const systems = [
  ['iPhone', /iPhone/],
  ['iPad', /iPad|Macintosh.*Mobile/],
  ['Android', /Android/],
  ['Windows', /Windows/],
  ['Mac', /Mac OS X/],
  ['Linux', /Linux/],
] as const;
const browsers = [
  ['Edge', /Edg\//],
  ['Firefox', /Firefox\/|FxiOS\//],
  ['Chrome', /Chrome\/|CriOS\//],
  ['Safari', /Safari\//],
] as const;

export function deviceName(userAgent: string): string {
  const named = (list: readonly (readonly [string, RegExp])[]) => list.find(([, pattern]) => pattern.test(userAgent))?.[0];
  return `${named(browsers) ?? 'Browser'} · ${named(systems) ?? 'Web'}`;
}

/** iPhone and iPad: only apps on the Home Screen get notifications there. */
export function isAppleMobile(userAgent: string, touchPoints: number): boolean {
  return /iPhone|iPad|iPod/.test(userAgent) || (/Macintosh/.test(userAgent) && touchPoints > 1);
}
