import { useTexts } from '../ui/app-context.js';
import { Icon } from '../ui/icon.js';

interface DecisionButtonsProps {
  /** In short, for screen readers. */
  readonly what: string;
  readonly busy: boolean;
  readonly canApprove: boolean;
  readonly onDecide: (choice: 'approve' | 'deny') => void;
}

/** Always in this order, of one size and two shapes. Enter decides nothing: a key still held down from elsewhere must not. */
export function DecisionButtons({ what, busy, canApprove, onDecide }: DecisionButtonsProps) {
  const t = useTexts('consent');
  const ignoreEnter = (event: KeyboardEvent) => {
    if (event.key === 'Enter') event.preventDefault();
  };
  return (
    <div class="decision">
      <button type="button" class="decide decide-no" aria-disabled={busy} onKeyDown={ignoreEnter} onClick={() => onDecide('deny')}>
        <Icon name="cross" />
        <span>
          {t('request.no')}
          <span class="visually-hidden">: {t('request.noFull', { what })}</span>
        </span>
      </button>
      <button
        type="button"
        class="decide decide-yes"
        aria-disabled={busy}
        aria-busy={busy}
        disabled={!canApprove}
        onKeyDown={ignoreEnter}
        onClick={() => onDecide('approve')}
      >
        {busy ? <span class="spinner" aria-hidden="true" /> : <Icon name="check" />}
        <span>
          {t('request.yes')}
          <span class="visually-hidden">: {t('request.yesFull', { what })}</span>
        </span>
      </button>
    </div>
  );
}
