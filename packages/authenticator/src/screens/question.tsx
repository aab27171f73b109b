/** The question itself, and what follows from the answer. */
import { useEffect, useRef, useState } from 'preact/hooks';
import type { DecisionOutcome } from '../consent/decision-outcome.js';
import { inShort } from '../consent/in-short.js';
import { createTapGuard } from '../consent/tap-guard.js';
import { visibleText } from '../consent/visible-text.js';
import type { AccountState, PendingRequest } from '../state/app-state.js';
import type { Decision } from '../state/authenticator-app.js';
import { useApp, useAppState, useTexts } from '../ui/app-context.js';
import { BrandMark } from '../ui/brand-mark.js';
import { Button } from '../ui/button.js';
import { DisplayLines } from '../ui/display-lines.js';
import { Frame } from '../ui/frame.js';
import { Notice } from '../ui/notice.js';
import { TimeLeft } from '../ui/time-left.js';
import { DecisionButtons } from './decision-buttons.js';
import { NumberMatch } from './number-match.js';
import { RequestEnd } from './request-end.js';
import { Result } from './result.js';
import { useReadWhole } from './use-read-whole.js';

interface QuestionProps {
  readonly request: PendingRequest;
  /** The org says that it is over. */
  readonly ended: boolean;
}

type Phase = 'asking' | 'sending' | DecisionOutcome;
const resendEveryMs = 3_000;

export function Question({ request, ended }: QuestionProps) {
  const app = useApp();
  const { online, clockAheadMs, accounts } = useAppState();
  const { challenge } = request;
  const [phase, setPhase] = useState<Phase>('asking');
  const [decidedAt, setDecidedAt] = useState<Date>();
  const decision = useRef<Decision | undefined>(undefined);
  const wasOffline = useRef(false);

  const send = async (next: Decision): Promise<void> => {
    decision.current = next;
    setPhase('sending');
    const outcome = await app.decide(request, next);
    setDecidedAt(new Date());
    setPhase(outcome);
    if (outcome === 'approved' || outcome === 'refused') navigator.vibrate?.(outcome === 'approved' ? 60 : [40, 60, 40]);
  };
  const isPast = Date.now() - clockAheadMs >= challenge.expiresAt.getTime();
  const expire = (): void => {
    // an answer on its way may still count: only its reply can tell
    setPhase((now) => (now === 'sending' ? now : now === 'notSent' ? 'unconfirmed' : 'expired'));
    app.dropExpired();
  };
  useEffect(() => {
    if (phase !== 'notSent') return undefined;
    if (!online) {
      wasOffline.current = true;
      return undefined;
    }
    // at once when the network comes back, else after a while
    const pause = wasOffline.current ? 0 : resendEveryMs;
    wasOffline.current = false;
    const timer = setTimeout(() => decision.current !== undefined && void send(decision.current), pause);
    return () => clearTimeout(timer);
  }, [phase, online]);

  switch (phase) {
    case 'approved':
    case 'refused':
      return <Result request={request} approved={phase === 'approved'} at={decidedAt ?? new Date()} />;
    case 'expired':
    case 'elsewhere':
    case 'unconfirmed':
    case 'failed':
    case 'wrongNumber':
    case 'revoked':
    case 'tampered':
      return <RequestEnd kind={phase} onRetry={phase === 'failed' ? () => setPhase('asking') : undefined} />;
    case 'asking':
    case 'sending':
    case 'notSent':
    case 'notVerified':
    case 'needsVerification':
      if (ended && phase === 'notSent') return <RequestEnd kind="unconfirmed" />;
      if (ended && phase !== 'sending')
        return <RequestEnd kind={isRevoked(accounts, request) ? 'revoked' : isPast ? 'expired' : 'elsewhere'} />;
      return <Asking request={request} phase={phase} onDecision={(next) => void send(next)} onExpired={expire} />;
  }
}

/** Taken away together with what this device had: not an answer of somebody else. */
function isRevoked(accounts: readonly AccountState[], { accountKey, enrollment }: PendingRequest): boolean {
  const account = accounts.find((one) => one.account.key === accountKey);
  const own = account?.enrollments.find(({ id }) => id === enrollment.id);
  return account?.refused === true || own?.state === 'deleted' || own?.state === 'reset';
}

interface AskingProps {
  readonly request: PendingRequest;
  readonly phase: 'asking' | 'sending' | 'notSent' | 'notVerified' | 'needsVerification';
  readonly onDecision: (decision: Decision) => void;
  readonly onExpired: () => void;
}

function Asking({ request, phase, onDecision, onExpired }: AskingProps) {
  const t = useTexts('consent');
  const { challenge, brand, theme, username } = request;
  const client = visibleText(challenge.display?.clientName ?? challenge.appInstanceName ?? brand);
  const title = t(challenge.transactionType === 'LOGIN' ? 'request.signIn' : 'request.title');
  const [number, setNumber] = useState<string>();
  const guard = useRef(createTapGuard(performance.now()));
  const { end, isRead } = useReadWhole<HTMLSpanElement>();
  const article = useRef<HTMLElement>(null);
  // its name is all of it in one go: who, the question, what, how long
  useEffect(() => article.current?.focus({ preventScroll: true }), []);

  const busy = phase === 'sending' || phase === 'notSent';
  const needsNumber = challenge.numberChoices !== undefined;
  const lines = linesOf(request);
  // the signed lines name the application, and often the brand is the application
  const saysWho = client === visibleText(brand) || lines.some(({ value }) => visibleText(value) === client);
  const what = inShort({ lines, message: challenge.bindingMessage, locale: challenge.display?.locale });
  const decide = (choice: Decision['choice'], extra: Partial<Decision> = {}) => {
    if (!busy && guard.current.accepts(performance.now())) onDecision({ choice, ...(choice === 'approve' ? { number } : {}), ...extra });
  };
  return (
    <Frame title={title} alone ownHeading theme={theme}>
      <article ref={article} class="question" tabIndex={-1} aria-labelledby="asks-brand asks-title in-short time-left">
        <span id="in-short" hidden>
          {what}
        </span>
        <header class="asks">
          <BrandMark name={brand} filled />
          <p id="asks-brand" class="asks-brand">
            <bdi>{brand}</bdi>
          </p>
          {username !== undefined && <p class="asks-user hint">{t('request.for', { user: username })}</p>}
          <h1 id="asks-title">{title}</h1>
          {!saysWho && <p class="asks-who hint">{t('request.from', { client })}</p>}
        </header>
        <section class="what" aria-label={t('request.details')}>
          <DisplayLines lines={lines} locale={challenge.display?.locale} message={challenge.bindingMessage} emphasis />
          <span ref={end} class="text-end" aria-hidden="true" />
          {challenge.display === undefined && (
            <Notice kind="info">
              <p>{t('request.unverified')}</p>
            </Notice>
          )}
        </section>
        {!isRead && (
          <p class="read-on">
            <span>{t('request.readAll')}</span>
          </p>
        )}
        {needsNumber && <NumberMatch choices={challenge.numberChoices} chosen={number} onChoose={setNumber} />}
        <footer class="question-foot">
          <TimeLeft begin={challenge.transactionTime} end={challenge.expiresAt} onEnd={onExpired} />
          <Trouble
            phase={phase}
            request={request}
            onAgain={() => decide('approve')}
            onWithout={() => decide('approve', { withoutVerification: true })}
          />
          <DecisionButtons
            what={what}
            busy={busy}
            canApprove={isRead && (!needsNumber || (number ?? '').length === 2)}
            onDecide={(choice) => decide(choice)}
          />
        </footer>
      </article>
    </Frame>
  );
}

/** What the org signed; at a server without display documents, its message. */
function linesOf({ challenge, brand }: PendingRequest) {
  if (challenge.display !== undefined) return challenge.lines;
  return [{ label: challenge.appInstanceName ?? brand, value: challenge.bindingMessage ?? challenge.appInstanceName ?? brand }];
}

interface TroubleProps extends Pick<AskingProps, 'phase' | 'request'> {
  readonly onAgain: () => void;
  readonly onWithout: () => void;
}

function Trouble({ phase, request, onAgain, onWithout }: TroubleProps) {
  const t = useTexts('consent');
  switch (phase) {
    case 'asking':
      return null;
    case 'sending':
      return (
        <p class="hint" role="status">
          {t('request.sending')}
        </p>
      );
    case 'notSent':
      return (
        <Notice kind="danger">
          <strong>{t('request.notSent')}</strong>
          <p>{t('request.notSentText')}</p>
        </Notice>
      );
    case 'needsVerification':
      return (
        <Notice kind="danger">
          <p>{t('request.needsVerification', { brand: request.brand })}</p>
        </Notice>
      );
    case 'notVerified':
      return (
        <Notice kind="danger">
          <p>{t('request.verifyFailed')}</p>
          <div class="row">
            <Button kind="secondary" onPress={onAgain}>
              {t('request.verifyAgain')}
            </Button>
            {request.challenge.userVerification === 'PREFERRED' && (
              <Button kind="quiet" onPress={onWithout}>
                {t('request.verifySkip')}
              </Button>
            )}
          </div>
        </Notice>
      );
  }
}
