import { encodeQR } from 'qr';
import type { Html } from './html.js';

/** Modules of white around the code, without which readers do not find it (ISO/IEC 18004 9.1). */
const quietZone = 4;

/** A QR code as inline SVG: one path, colours from the style sheet. It repeats nothing of the text as markup. */
export function qrCode(text: string, label: Html): Html {
  const rows = encodeQR(text, 'raw', { ecc: 'medium', border: quietZone });
  const path = rows.flatMap((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : ''))).join('');
  const size = rows.length;
  return {
    markup: `<svg class="qr" viewBox="0 0 ${size} ${size}" role="img" aria-label="${label.markup}" shape-rendering="crispEdges"><path d="${path}"/></svg>`,
  };
}
