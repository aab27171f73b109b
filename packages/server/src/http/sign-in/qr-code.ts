import { encodeQR } from 'qr';
import type { Html } from './html.js';

/** Modules of white around the code, without which readers do not find it (ISO/IEC 18004 9.1). */
const quietZone = 4;

interface Drawing {
  /** Modules on each side, quiet zone included. */
  readonly size: number;
  readonly path: string;
}

function draw(text: string): Drawing {
  const rows = encodeQR(text, 'raw', { ecc: 'medium', border: quietZone });
  return { size: rows.length, path: rows.flatMap((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : ''))).join('') };
}

/** A QR code as inline SVG: one path, colours from the style sheet. It repeats nothing of the text as markup. */
export function qrCode(text: string, label: Html): Html {
  const { size, path } = draw(text);
  return {
    markup: `<svg class="qr" viewBox="0 0 ${size} ${size}" role="img" aria-label="${label.markup}" shape-rendering="crispEdges"><path d="${path}"/></svg>`,
  };
}

/** A QR code as an SVG document of its own, for others to show: black on white, whatever is around it. */
export function qrDocument(text: string): string {
  const { size, path } = draw(text);
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size} ${size}" shape-rendering="crispEdges"><path fill="#fff" d="M0 0h${size}v${size}H0z"/><path d="${path}"/></svg>`;
}
