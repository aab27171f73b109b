import { useId } from 'preact/hooks';

interface ToggleProps {
  readonly label: string;
  readonly hint?: string | undefined;
  readonly checked: boolean;
  readonly disabled?: boolean;
  readonly busy?: boolean;
  readonly onChange: (checked: boolean) => void;
}

/** A switch (ARIA switch pattern on a real checkbox). */
export function Toggle({ label, hint, checked, disabled = false, busy = false, onChange }: ToggleProps) {
  const id = useId();
  return (
    <div class="toggle">
      <div class="toggle-text">
        <label for={id}>{label}</label>
        {hint !== undefined && (
          <p id={`${id}-hint`} class="hint">
            {hint}
          </p>
        )}
      </div>
      <input
        id={id}
        type="checkbox"
        role="switch"
        checked={checked}
        disabled={disabled}
        aria-busy={busy}
        {...(hint === undefined ? {} : { 'aria-describedby': `${id}-hint` })}
        onClick={(event) => {
          // the switch shows what the org says, not what was tapped
          event.preventDefault();
          if (!busy) onChange(!checked);
        }}
      />
    </div>
  );
}
