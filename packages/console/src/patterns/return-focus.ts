/** Where the focus goes when a dialog is closed: back to what opened it, or to the button of the menu that did. */
import { useEffect, useState } from 'react';

/** To be called while the opener has the focus; the answer gives it back. */
export function rememberOpener(): () => void {
  const opener = document.activeElement;
  const menu = opener?.closest('[role=menu]')?.getAttribute('aria-labelledby');
  return () => {
    const target = opener?.isConnected === true ? opener : document.getElementById(menu ?? '');
    if (target instanceof HTMLElement) target.focus({ preventScroll: true });
  };
}

/** For a dialog that is rendered only while it is open. */
export function useReturnFocus(): void {
  const [giveBack] = useState(rememberOpener);
  useEffect(() => giveBack, [giveBack]);
}
