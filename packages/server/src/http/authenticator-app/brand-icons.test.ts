import { crc32, deflateSync, inflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { inBrandColours } from './brand-icons.js';
import { toStaticFile } from './static-files.js';

const colours = { ground: '#c4006e', symbol: '#ffffff' };

function chunk(type: string, data: Buffer): Buffer {
  const typeAndData = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const whole = Buffer.alloc(typeAndData.length + 8);
  whole.writeUInt32BE(data.length);
  whole.set(typeAndData, 4);
  whole.writeUInt32BE(crc32(typeAndData), typeAndData.length + 4);
  return whole;
}

const chunksOf = (png: Buffer): readonly (readonly [type: string, data: Buffer, sum: number])[] => {
  const found: (readonly [string, Buffer, number])[] = [];
  for (let at = 8; at < png.length;) {
    const end = at + 8 + png.readUInt32BE(at);
    found.push([png.toString('latin1', at + 4, at + 8), png.subarray(at + 8, end), png.readUInt32BE(end)]);
    at = end + 4;
  }
  return found;
};

describe('icons in a brand’s colours', () => {
  it('a PNG keeps its picture and gets the brand’s palette, with a checksum that fits', () => {
    const picture = deflateSync(Buffer.from([0, 0, 9, 18]));
    const parts = [
      chunk('IHDR', Buffer.alloc(13)),
      chunk('PLTE', Buffer.alloc(19 * 3, 7)),
      chunk('IDAT', picture),
      chunk('IEND', Buffer.alloc(0)),
    ];
    const file = toStaticFile('icon.png', 'image/png', Buffer.concat([Buffer.alloc(8, 1), ...parts]));
    const made = inBrandColours('/icons/icon.png', file, colours);
    const chunks = chunksOf(made.body);
    expect(chunks.map(([type]) => type)).toEqual(['IHDR', 'PLTE', 'IDAT', 'IEND']);
    for (const [type, data, sum] of chunks) expect(sum, type).toBe(crc32(Buffer.concat([Buffer.from(type, 'latin1'), data])));
    const palette = chunks[1]?.[1] ?? Buffer.alloc(0);
    const entry = (at: number) => palette.subarray(at * 3, at * 3 + 3).toString('hex');
    expect([0, 9, 10, 18].map(entry)).toEqual(['c4006e', 'ffffff', 'c4006e', 'c4006e']);
    expect(inflateSync(chunks[2]?.[1] ?? Buffer.alloc(0))).toEqual(Buffer.from([0, 0, 9, 18]));
    expect(made.etag).not.toBe(file.etag);
  });

  it('the SVG has the colours where its own were', () => {
    const svg = '<svg><rect fill="#173a5e"/><path fill="#fff"/><path stroke="#173a5e"/></svg>';
    const made = inBrandColours('/icons/icon.svg', toStaticFile('icon.svg', 'image/svg+xml', Buffer.from(svg)), colours);
    expect(made.body.toString()).toBe('<svg><rect fill="#c4006e"/><path fill="#ffffff"/><path stroke="#c4006e"/></svg>');
  });
});
