import { useTexts } from '../ui/app-context.js';

interface NumberMatchProps {
  readonly choices: readonly string[] | 'typed' | undefined;
  readonly chosen: string | undefined;
  readonly onChoose: (number: string) => void;
}

/** The number is on the other screen only: picked among these or typed, and nothing here tells which it is. */
export function NumberMatch({ choices, chosen, onChoose }: NumberMatchProps) {
  const t = useTexts('consent');
  if (choices === undefined) return null;
  if (choices === 'typed') {
    return (
      <div class="number">
        <label for="number">{t('request.numberType')}</label>
        <input
          id="number"
          class="number-input"
          inputMode="numeric"
          autocomplete="off"
          maxLength={2}
          pattern="[0-9]*"
          dir="ltr"
          value={chosen ?? ''}
          aria-describedby="number-hint"
          onInput={(event) => onChoose(event.currentTarget.value.replace(/\D/g, ''))}
        />
        <p id="number-hint" class="hint">
          {t('request.numberHint')}
        </p>
      </div>
    );
  }
  return (
    <fieldset class="number">
      <legend>{t('request.number')}</legend>
      <div class="number-choices">
        {choices.map((number) => (
          <label key={number} class="number-choice">
            <input type="radio" name="number" value={number} checked={chosen === number} onChange={() => onChoose(number)} />
            <span dir="ltr">{number}</span>
          </label>
        ))}
      </div>
      <p class="hint">{t('request.numberHint')}</p>
    </fieldset>
  );
}
