/** Opens the command palette. Its code arrives with the first use. */
import { useEffect, useState } from 'react';

const listeners = new Set<() => void>();
let wanted = false;

export function openPalette(): void {
  wanted = true;
  for (const listener of listeners) listener();
}

/** Called whenever the palette is asked for. */
export function onPaletteAsked(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** True once it was asked for, by button or by Ctrl/⌘ K. */
export function usePaletteWanted(): boolean {
  const [state, setState] = useState(wanted);
  useEffect(() => onPaletteAsked(() => setState(true)), []);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== 'k' || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
      event.preventDefault();
      openPalette();
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, []);
  return state;
}
