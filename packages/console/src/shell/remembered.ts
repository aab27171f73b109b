/** A small choice of this browser that outlives the page. */
import { useState } from 'react';

const prefix = 'countersign-console-';

export function useRemembered(name: string, standard: string): [string, (value: string) => void] {
  const [value, setValue] = useState(() => read(name) ?? standard);
  return [
    value,
    (next) => {
      setValue(next);
      try {
        localStorage.setItem(prefix + name, next);
      } catch {
        // storage is closed: the choice holds until the page is left
      }
    },
  ];
}

function read(name: string): string | undefined {
  try {
    return localStorage.getItem(prefix + name) ?? undefined;
  } catch {
    return undefined;
  }
}
