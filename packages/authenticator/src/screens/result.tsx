import type { ReportReason } from '@countersign/devices-sdk/browser';
import { useEffect, useRef, useState } from 'preact/hooks';
import { visibleText } from '../consent/visible-text.js';
import type { MessageKey } from '../i18n/texts.js';
import type { PendingRequest } from '../state/app-state.js';
import { useApp, useTexts } from '../ui/app-context.js';
import { Button } from '../ui/button.js';
import { DisplayLines } from '../ui/display-lines.js';
import { Frame } from '../ui/frame.js';
import { Icon } from '../ui/icon.js';
import { Notice } from '../ui/notice.js';
import { PauseOffer } from './pause-offer.js';

interface ResultProps {
  readonly request: PendingRequest;
  readonly approved: boolean;
  readonly at: Date;
}

/** The org has the answer. */
export function Result({ request, approved, at }: ResultProps) {
  const t = useTexts('consent');
  const { navigate } = useApp();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus({ preventScroll: true }), []);
  const title = t(approved ? 'result.approved' : 'result.refused');
  const { challenge } = request;
  return (
    <Frame title={title} alone ownHeading theme={request.theme}>
      <section class={`result result-${approved ? 'approved' : 'refused'}`}>
        <span class="result-sign">
          <Icon name={approved ? 'check' : 'cross'} />
        </span>
        <h1 ref={heading} tabIndex={-1}>
          {title}
        </h1>
        <p class="hint">{t('result.at', { time: t.time(at) })}</p>
        {approved && <p class="lead">{t('result.return')}</p>}
      </section>
      {!approved && <WhyRefused request={request} />}
      <section class="what what-quiet" aria-label={t('request.details')}>
        <DisplayLines lines={challenge.lines} locale={challenge.display?.locale} message={challenge.bindingMessage} />
      </section>
      <div class="acts">
        <Button wide kind={approved ? 'primary' : 'secondary'} onPress={() => navigate('/')}>
          {t('result.done')}
        </Button>
      </div>
    </Frame>
  );
}

const reasons: readonly { readonly reason: ReportReason; readonly text: MessageKey<'consent'> }[] = [
  { reason: 'not_me', text: 'result.notMe' },
  { reason: 'changed_mind', text: 'result.changedMind' },
  { reason: 'wrong_details', text: 'result.wrongDetails' },
];

/** One tap; the first reports that somebody else is at work. */
function WhyRefused({ request }: { readonly request: PendingRequest }) {
  const t = useTexts('consent');
  const app = useApp();
  const [state, setState] = useState<'asking' | 'busy' | 'failed' | ReportReason>('asking');
  const { challenge, enrollment, brand } = request;
  const client = visibleText(challenge.display?.clientName ?? challenge.appInstanceName ?? brand);
  const report = (reason: ReportReason) => {
    setState('busy');
    app.report({ enrollment, transactionId: challenge.transactionId }, reason).then(
      () => setState(reason),
      () => setState('failed'),
    );
  };
  if (state === 'not_me' || state === 'changed_mind' || state === 'wrong_details') {
    return (
      <section class="why">
        <Notice kind={state === 'not_me' ? 'warning' : 'success'}>
          <p>{state === 'not_me' ? t('result.reportedNotMe', { client }) : t('result.reported')}</p>
        </Notice>
        {state === 'not_me' && <PauseOffer request={request} />}
      </section>
    );
  }
  return (
    <section class="why" aria-labelledby="why">
      <h2 id="why">{t('result.why')}</h2>
      <div class="why-reasons">
        {reasons.map(({ reason, text }) => (
          <Button
            key={reason}
            kind={reason === 'not_me' ? 'danger' : 'secondary'}
            wide
            busy={state === 'busy'}
            onPress={() => report(reason)}
          >
            {t(text)}
          </Button>
        ))}
      </div>
      {state === 'failed' && (
        <Notice kind="danger">
          <p>{t('result.reportFailed')}</p>
        </Notice>
      )}
    </section>
  );
}
