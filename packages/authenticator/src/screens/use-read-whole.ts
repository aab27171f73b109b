import { useEffect, useRef, useState } from 'preact/hooks';

interface Place<Marker> {
  current: Marker | null;
}

/** Whether the end of a text has been on the screen once: before that nobody can have read all of it. */
export function useReadWhole<Marker extends HTMLElement>(): { readonly end: Place<Marker>; readonly isRead: boolean } {
  const end = useRef<Marker | null>(null);
  const [isRead, setRead] = useState(false);
  useEffect(() => {
    if (end.current === null) return undefined;
    const observer = new IntersectionObserver((entries) => {
      if (entries.some(({ isIntersecting }) => isIntersecting)) setRead(true);
    });
    observer.observe(end.current);
    return () => observer.disconnect();
  }, []);
  return { end, isRead };
}
