/** Reads a QR code with the camera, where the browser can (Shape Detection API). The pictures stay in this page. */
import { useEffect, useRef } from 'preact/hooks';
import { useTexts } from '../ui/app-context.js';
import { Button } from '../ui/button.js';
import { Frame } from '../ui/frame.js';

/** The part of the API that is used; TypeScript's library does not have it. */
interface QrDetector {
  detect(source: HTMLVideoElement): Promise<readonly { readonly rawValue: string }[]>;
}
type QrDetectorClass = new (options: { readonly formats: readonly string[] }) => QrDetector;

const lookEveryMs = 250;

function detectorClass(): QrDetectorClass | undefined {
  const found: unknown = Reflect.get(globalThis, 'BarcodeDetector');
  // a class by its specification; what it can read is asked when it is made
  return typeof found === 'function' ? (found as QrDetectorClass) : undefined;
}

export function canScan(): boolean {
  return detectorClass() !== undefined && 'mediaDevices' in navigator;
}

interface ScanCodeProps {
  readonly onCode: (text: string) => void;
  /** With a reason when the camera cannot be used. */
  readonly onStop: (why?: string) => void;
}

export function ScanCode({ onCode, onStop }: ScanCodeProps) {
  const t = useTexts('screens');
  const video = useRef<HTMLVideoElement>(null);
  useEffect(() => {
    const stop = new AbortController();
    scan(video.current, stop.signal).then(
      (text) => {
        if (text !== undefined) onCode(text);
      },
      () => onStop(t('enroll.scanDenied')),
    );
    return () => stop.abort();
  }, []);
  return (
    <Frame title={t('enroll.scan')} alone>
      <p class="lead" role="status">
        {t('enroll.scanning')}
      </p>
      <video ref={video} class="camera" muted playsInline aria-hidden="true" />
      <div class="acts">
        <Button wide kind="secondary" onPress={() => onStop()}>
          {t('enroll.scanStop')}
        </Button>
      </div>
    </Frame>
  );
}

/** The text of the first QR code that comes into view; undefined when stopped before. The camera goes off with the end. */
async function scan(video: HTMLVideoElement | null, signal: AbortSignal): Promise<string | undefined> {
  const Detector = detectorClass();
  if (video === null || Detector === undefined) throw new Error('no camera view');
  const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment' } });
  try {
    if (signal.aborted) return undefined;
    video.srcObject = stream;
    await video.play();
    const detector = new Detector({ formats: ['qr_code'] });
    while (!signal.aborted) {
      const [code] = await detector.detect(video);
      if (code !== undefined) return code.rawValue;
      await new Promise((resolve) => setTimeout(resolve, lookEveryMs));
    }
    return undefined;
  } finally {
    for (const track of stream.getTracks()) track.stop();
  }
}
