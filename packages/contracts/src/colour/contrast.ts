/** Whether people can read one colour upon another (WCAG 2.2, 1.4.3 and 1.4.11). Colours are `#rrggbb`. No schema library: pages use it. */

/** What text needs at least; controls and their borders need 3. */
export const textContrast = 4.5;

/** WCAG contrast ratio of two `#rrggbb`, from 1 to 21. */
export function contrastOf(one: string, other: string): number {
  const [light, dark] = [luminance(one), luminance(other)].toSorted((a, b) => b - a);
  return ((light ?? 0) + 0.05) / ((dark ?? 0) + 0.05);
}

/** Text upon this colour: white where it can be read, else black. One of them always can. */
export function readableUpon(colour: string): string {
  return contrastOf(colour, '#ffffff') >= textContrast ? '#ffffff' : '#000000';
}

/** `share` of the colour (0 to 1) laid over the ground. */
export function mixed(colour: string, ground: string, share: number): string {
  const [upper, lower] = [channels(colour), channels(ground)];
  return toHex(upper.map((value, at) => value * share + (lower[at] ?? 0) * (1 - share)));
}

/** The colour itself when it will do, else the same hue lighter or darker by as little as possible; black when nothing will do. */
export function nearestColour(colour: string, willDo: (candidate: string) => boolean): string {
  if (willDo(colour)) return colour;
  const { hue, saturation, lightness } = toHsl(colour);
  for (let step = 1; step <= 200; step += 1) {
    for (const side of [lightness - step / 200, lightness + step / 200]) {
      const candidate = toHex(fromHsl({ hue, saturation, lightness: Math.min(1, Math.max(0, side)) }));
      if (willDo(candidate)) return candidate;
    }
  }
  return '#000000';
}

function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = channels(colour).map((value) =>
    value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4,
  );
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** Red, green and blue from 0 to 1. */
function channels(colour: string): readonly number[] {
  return [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16) / 255);
}

function toHex(values: readonly number[]): string {
  return `#${values
    .map((value) =>
      Math.round(value * 255)
        .toString(16)
        .padStart(2, '0'),
    )
    .join('')}`;
}

/** Hue from 0 to 6; saturation and lightness from 0 to 1. */
interface Hsl {
  readonly hue: number;
  readonly saturation: number;
  readonly lightness: number;
}

function toHsl(colour: string): Hsl {
  const [red = 0, green = 0, blue = 0] = channels(colour);
  const [top, bottom] = [Math.max(red, green, blue), Math.min(red, green, blue)];
  const lightness = (top + bottom) / 2;
  const span = top - bottom;
  if (span === 0) return { hue: 0, saturation: 0, lightness };
  const turn = top === red ? (green - blue) / span : top === green ? (blue - red) / span + 2 : (red - green) / span + 4;
  return { hue: (turn + 6) % 6, saturation: span / (1 - Math.abs(2 * lightness - 1)), lightness };
}

function fromHsl({ hue, saturation, lightness }: Hsl): readonly number[] {
  const reach = saturation * Math.min(lightness, 1 - lightness);
  return [0, 2, 4].map((offset) => {
    const turn = (hue + 6 - offset) % 6;
    // a channel is full for a third of the circle, empty for a third, and slopes between
    const away = Math.min(turn, 6 - turn);
    return lightness + reach * Math.max(-1, Math.min(1, 3 - 2 * away));
  });
}
