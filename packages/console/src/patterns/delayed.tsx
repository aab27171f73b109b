import { type ReactNode, useEffect, useState } from 'react';

const delayMs = 150;

/** Shows its content only when what it stands for takes noticeably long. */
export function Delayed({ children }: { readonly children: ReactNode }): ReactNode {
  const [isShown, setShown] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setShown(true), delayMs);
    return () => clearTimeout(timer);
  }, []);
  return isShown ? children : null;
}
