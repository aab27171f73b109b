/** The last decisions made on this device, with everything that was shown, and a way to report them later. */
import type { Enrollment, HistoryEntry, ReportReason } from '@countersign/devices-sdk/browser';
import { useEffect, useState } from 'preact/hooks';
import { inShort } from '../consent/in-short.js';
import { visibleText } from '../consent/visible-text.js';
import type { MessageKey } from '../i18n/texts.js';
import { useApp, useAppState, useTexts } from '../ui/app-context.js';
import { Button } from '../ui/button.js';
import { DisplayLines } from '../ui/display-lines.js';
import { Frame } from '../ui/frame.js';
import { Icon } from '../ui/icon.js';
import { Notice } from '../ui/notice.js';

interface Decided {
  readonly entry: HistoryEntry;
  readonly enrollment: Enrollment;
  readonly username: string | undefined;
}

const most = 30;

export function History({ transactionId }: { readonly transactionId: string | undefined }) {
  const t = useTexts('consent', 'screens');
  const { accounts, ready } = useAppState();
  const [list, setList] = useState<readonly Decided[]>();
  const read = async () => {
    const lists = await Promise.all(
      accounts.flatMap(({ account, enrollments }) =>
        enrollments.map(async (enrollment) => {
          const entries = await enrollment.history();
          return entries.map((entry): Decided => ({ entry, enrollment, username: account.username }));
        }),
      ),
    );
    setList(
      lists
        .flat()
        .toSorted((a, b) => b.entry.decidedAt.getTime() - a.entry.decidedAt.getTime())
        .slice(0, most),
    );
  };
  useEffect(() => {
    if (ready) void read();
  }, [ready, accounts]);
  return (
    <Frame title={t('history.title')}>
      <p class="hint">{t('history.text')}</p>
      {list?.length === 0 && (
        <section class="empty">
          <span class="empty-sign">
            <Icon name="clock" />
          </span>
          <p class="empty-title">{t('history.none')}</p>
          <p class="hint">{t('history.noneHint')}</p>
        </section>
      )}
      <ul class="list">
        {list?.map((decided) => (
          <li key={decided.entry.transactionId}>
            <DecidedCard decided={decided} open={decided.entry.transactionId === transactionId} onReported={() => void read()} />
          </li>
        ))}
      </ul>
    </Frame>
  );
}

interface DecidedCardProps {
  readonly decided: Decided;
  readonly open: boolean;
  readonly onReported: () => void;
}

function DecidedCard({ decided: { entry, enrollment, username }, open, onReported }: DecidedCardProps) {
  const t = useTexts('consent', 'screens');
  const standing = standingOf(entry);
  return (
    <details class="card card-details" open={open}>
      <summary>
        <span class={`sign sign-${standing === 'approved' ? 'approved' : 'refused'}`}>
          <Icon name={standing === 'approved' ? 'check' : 'cross'} />
        </span>
        <span class="card-text">
          <strong class="card-what">
            <bdi>
              {inShort({ lines: entry.lines, message: entry.bindingMessage }) ||
                visibleText(entry.bindingMessage ?? entry.clientName ?? '')}
            </bdi>
          </strong>
          <span class="hint">
            {t(standingTexts[standing])} · {t.time(entry.decidedAt)}
          </span>
          <span class="hint">
            <bdi>{visibleText(entry.clientName ?? '')}</bdi> · <bdi>{username ?? ''}</bdi>
          </span>
        </span>
      </summary>
      <DisplayLines lines={entry.lines} message={entry.bindingMessage} />
      <Report entry={entry} enrollment={enrollment} onReported={onReported} />
    </details>
  );
}

interface ReportProps extends Pick<Decided, 'entry' | 'enrollment'> {
  readonly onReported: () => void;
}

function Report({ entry, enrollment, onReported }: ReportProps) {
  const t = useTexts('consent', 'screens');
  const app = useApp();
  const [state, setState] = useState<'idle' | 'busy' | 'failed'>('idle');
  const report = (reason: ReportReason) => {
    setState('busy');
    app.report({ enrollment, transactionId: entry.transactionId }, reason).then(onReported, () => setState('failed'));
  };
  if (entry.reported !== undefined) {
    return (
      <Notice kind="info">
        <p>
          {t('history.reported')}: {t(reportTexts[entry.reported])}
        </p>
      </Notice>
    );
  }
  return (
    <div class="row">
      <Button kind="danger" busy={state === 'busy'} onPress={() => report('not_me')}>
        {t('history.report')}: {t('result.notMe')}
      </Button>
      {state === 'failed' && (
        <Notice kind="danger">
          <p>{t('result.reportFailed')}</p>
        </Notice>
      )}
    </div>
  );
}

const reportTexts = {
  not_me: 'result.notMe',
  changed_mind: 'result.changedMind',
  wrong_details: 'result.wrongDetails',
} as const satisfies Record<ReportReason, MessageKey>;

const standingTexts = {
  approved: 'history.approved',
  refused: 'history.refused',
  closed: 'history.closed',
  failed: 'history.failed',
  notSent: 'history.notSent',
  unconfirmed: 'history.unconfirmed',
} as const satisfies Record<string, MessageKey>;

function standingOf({ decision, outcome }: HistoryEntry): keyof typeof standingTexts {
  switch (outcome) {
    case 'closed':
      return 'closed';
    case 'refused':
    case 'wrongNumber':
      return 'failed';
    case 'notSent':
      return 'notSent';
    case 'alreadyAnswered':
      // the reply got lost: whether this answer counted is not known here
      return 'unconfirmed';
    case 'accepted':
      return decision === 'approve' ? 'approved' : 'refused';
  }
}
