/**
 * The app's icons as PNG, drawn by code: home screens take no SVG everywhere. The same shapes as public/icons/icon.svg, in units of 512.
 * Their colours are a palette, so that the server can put a brand's in: ten steps from the ground to the symbol, then the ground in nine
 * steps from transparent on.
 */
import { crc32, deflateSync } from 'node:zlib';

const background = [0x17, 0x3a, 0x5e];
const white = [0xff, 0xff, 0xff];
const samples = 3;
const steps = samples ** 2;

/** Corners of the shield: straight above, its lower part a curve through these points. */
const shield = [
  [256, 96],
  [392, 144],
  [392, 256],
  [386, 298],
  [366, 338],
  [334, 374],
  [296, 404],
  [256, 424],
  [216, 404],
  [178, 374],
  [146, 338],
  [126, 298],
  [120, 256],
  [120, 144],
];
const tick = [
  [192, 262],
  [238, 308],
  [324, 210],
];

/** @param {number} x @param {number} y @param {number[][]} corners */
function isInside(x, y, corners) {
  let inside = false;
  for (let i = 0, j = corners.length - 1; i < corners.length; j = i++) {
    const [xi = 0, yi = 0] = corners[i] ?? [];
    const [xj = 0, yj = 0] = corners[j] ?? [];
    if (yi > y !== yj > y && x < ((xj - xi) * (y - yi)) / (yj - yi) + xi) inside = !inside;
  }
  return inside;
}

/** @param {number} x @param {number} y @param {number[][]} points @param {number} width */
function isOnLine(x, y, points, width) {
  return points.slice(1).some((end, at) => {
    const [x1 = 0, y1 = 0] = points[at] ?? [];
    const [x2 = 0, y2 = 0] = end;
    const length = (x2 - x1) ** 2 + (y2 - y1) ** 2;
    const along = Math.max(0, Math.min(1, ((x - x1) * (x2 - x1) + (y - y1) * (y2 - y1)) / length));
    return Math.hypot(x - x1 - along * (x2 - x1), y - y1 - along * (y2 - y1)) <= width / 2;
  });
}

/** @param {number} x @param {number} y @param {number} radius */
function isInRoundedSquare(x, y, radius) {
  const dx = Math.max(radius - x, 0, x - (512 - radius));
  const dy = Math.max(radius - y, 0, y - (512 - radius));
  return Math.hypot(dx, dy) <= radius;
}

/**
 * @param {number} size Width and height in pixels.
 * @param {{ readonly maskable: boolean }} options Maskable icons fill the square and keep their drawing in its middle.
 * @returns {Buffer} A PNG.
 */
export function drawIcon(size, { maskable }) {
  const scale = maskable ? 0.8 : 1;
  /** @type {(px: number, py: number) => 'symbol' | 'ground' | 'nothing'} */
  const partAt = (px, py) => {
    const x = ((px / size) * 512 - 256) / scale + 256;
    const y = ((py / size) * 512 - 256) / scale + 256;
    if (isOnLine(x, y, tick, 40)) return 'ground';
    if (isInside(x, y, shield)) return 'symbol';
    return maskable || isInRoundedSquare(x, y, 112) ? 'ground' : 'nothing';
  };
  const rows = Buffer.alloc(size * (size + 1));
  for (let y = 0; y < size; y += 1) {
    for (let x = 0; x < size; x += 1) {
      const counts = { symbol: 0, ground: 0, nothing: 0 };
      for (let sy = 0; sy < samples; sy += 1) {
        for (let sx = 0; sx < samples; sx += 1) counts[partAt(x + (sx + 0.5) / samples, y + (sy + 0.5) / samples)] += 1;
      }
      // the symbol never touches the edge: what is partly transparent is ground
      rows[y * (size + 1) + 1 + x] = counts.nothing === 0 ? counts.symbol : steps + 1 + counts.ground;
    }
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(size, 0);
  header.writeUInt32BE(size, 4);
  header.set([8, 3, 0, 0, 0], 8);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const mixes = Array.from({ length: steps + 1 }, (_, at) => background.map((from, channel) => mix(from, white[channel] ?? 0, at)));
  const palette = Buffer.from([...mixes, ...Array.from({ length: steps }, () => background)].flat());
  const opacities = Buffer.from([...mixes.map(() => 255), ...Array.from({ length: steps }, (_, at) => mix(0, 255, at))]);
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('PLTE', palette),
    chunk('tRNS', opacities),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** @param {number} from @param {number} to @param {number} step */
const mix = (from, to, step) => Math.round(from + ((to - from) * step) / steps);

/** @param {string} type @param {Buffer} data */
function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}
