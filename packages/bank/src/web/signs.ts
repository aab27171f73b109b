/** Pictures that say the same as the words beside them: drawn in the colour of the text. */
import { html, type Html } from './html.js';

const drawings = {
  done: '<path d="M13 25l8 8 15-17"/>',
  refused: '<path d="M16 16l16 16M32 16L16 32"/>',
  late: '<circle cx="24" cy="24" r="11"/><path d="M24 17v7l5 4"/>',
  phone: '<rect x="16" y="10" width="16" height="28" rx="3"/><path d="M22 33h4"/>',
  noPhone: '<rect x="16" y="10" width="16" height="28" rx="3"/><path d="M12 38L36 10"/>',
  lost: '<path d="M12 20c7-6 17-6 24 0M17 26c4-3 10-3 14 0"/><circle cx="24" cy="33" r="1.5"/><path d="M12 38L36 10"/>',
  stop: '<path d="M24 14v13"/><circle cx="24" cy="34" r="1.5"/>',
} as const;

export type SignName = keyof typeof drawings;

export function sign(name: SignName, tone: 'good' | 'bad' | 'calm'): Html {
  return html`<svg class="sign ${tone}" viewBox="0 0 48 48" aria-hidden="true">${{ markup: `<g>${drawings[name]}</g>` }}</svg>`;
}
