import { useEffect, useRef, useState } from 'preact/hooks';
import { announcementBetween, inWords, secondsLeft, shareLeft, type Announcement } from '../consent/time-left.js';
import { useAppState, useTexts } from './app-context.js';

interface TimeLeftProps {
  readonly begin: Date;
  readonly end: Date;
  readonly onEnd: () => void;
}

const spoken = { 60: 'request.announce60', 30: 'request.announce30', 10: 'request.announce10' } as const;

/** A quiet bar and words; heard at 60, 30 and 10 seconds only. */
export function TimeLeft({ begin, end, onEnd }: TimeLeftProps) {
  const t = useTexts('consent');
  const { clockAheadMs } = useAppState();
  const now = () => Date.now() - clockAheadMs;
  const [seconds, setSeconds] = useState(() => secondsLeft(end, now()));
  const [announcement, setAnnouncement] = useState<Announcement>();
  const bar = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    let before = secondsLeft(end, now());
    const tick = () => {
      const after = secondsLeft(end, now());
      const due = announcementBetween(before, after);
      if (due !== undefined) setAnnouncement(due);
      before = after;
      setSeconds(after);
      bar.current?.style.setProperty('--left', String(shareLeft({ begin, end, now: now() })));
      if (after === 0) onEnd();
    };
    tick();
    const timer = setInterval(tick, 500);
    return () => clearInterval(timer);
  }, [end.getTime(), clockAheadMs]);
  const { unit, count } = inWords(seconds);
  return (
    <div class={seconds <= 30 ? 'time-left time-left-short' : 'time-left'}>
      <span class="bar" aria-hidden="true">
        <span ref={bar} class="bar-fill" />
      </span>
      <p id="time-left" class="time-left-words">
        {t('request.left', { time: t(`request.${unit}`, { count }) })}
      </p>
      <p class="visually-hidden" role="status">
        {announcement === undefined ? '' : t(spoken[announcement])}
      </p>
    </div>
  );
}
