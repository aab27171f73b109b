/** Times as people read them, with the exact one beside it. The script puts them on the person's own clock; without it they are UTC. */
import { html, type Html } from '../web/html.js';

const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long' });
const clock = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium', timeZone: 'UTC' });
const dayMs = 86_400_000;

export function dayOf(at: number, now: number): string {
  const days = Math.floor(now / dayMs) - Math.floor(at / dayMs);
  return days === 0 ? 'Today' : days === 1 ? 'Yesterday' : day.format(at);
}

export function timeOf(at: number): Html {
  const iso = new Date(at).toISOString();
  return html`<time datetime="${iso}" title="${iso}">${clock.format(at)} UTC</time>`;
}

/** `4:05` */
export function minutesAndSeconds(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1_000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
