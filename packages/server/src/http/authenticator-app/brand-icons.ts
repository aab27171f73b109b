/**
 * The app's icons in the colours of its brand. An origin is one installed app with one icon: where several brands are served, it keeps the
 * app's own colours. The build draws the PNGs with a palette for this (packages/authenticator/tools/draw-icons.mjs): ten steps from the
 * ground to the symbol, then the ground alone.
 */
import { crc32 } from 'node:zlib';
import { toStaticFile, type StaticFile } from './static-files.js';

export interface IconColours {
  /** `#rrggbb` */
  readonly ground: string;
  readonly symbol: string;
}

const own = { ground: '#173a5e', symbol: '#fff' };
const steps = 9;

/** `path` is the file's address. */
export function inBrandColours(path: string, file: StaticFile, colours: IconColours): StaticFile {
  const body = path.endsWith('.svg') ? recolourSvg(file.body, colours) : recolourPng(file.body, colours);
  return toStaticFile(path, file.type, body);
}

function recolourSvg(svg: Buffer, { ground, symbol }: IconColours): Buffer {
  return Buffer.from(svg.toString().replaceAll(`"${own.ground}"`, `"${ground}"`).replaceAll(`"${own.symbol}"`, `"${symbol}"`));
}

/** PNG (ISO/IEC 15948) 5.3, 11.2.2: only the chunk of the palette changes, and its checksum. */
function recolourPng(png: Buffer, colours: IconColours): Buffer {
  const copy = Buffer.from(png);
  let at = 8;
  while (at + 12 <= copy.length) {
    const length = copy.readUInt32BE(at);
    const typeAndData = copy.subarray(at + 4, at + 8 + length);
    if (typeAndData.toString('latin1', 0, 4) === 'PLTE') {
      typeAndData.set(paletteOf(colours, length / 3), 4);
      copy.writeUInt32BE(crc32(typeAndData), at + 8 + length);
      break;
    }
    at += 12 + length;
  }
  return copy;
}

function paletteOf({ ground, symbol }: IconColours, entries: number): Uint8Array {
  const from = bytesOf(ground);
  const to = bytesOf(symbol);
  const entry = (at: number) =>
    from.map((byte, channel) => Math.round(byte + (((to[channel] ?? 0) - byte) * (at > steps ? 0 : at)) / steps));
  return Uint8Array.from(Array.from({ length: entries }, (_, at) => entry(at)).flat());
}

const bytesOf = (colour: string) => [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));
