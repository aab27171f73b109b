import type { ComponentChildren } from 'preact';

interface ButtonProps {
  readonly children: ComponentChildren;
  readonly onPress: () => void;
  readonly kind?: 'primary' | 'secondary' | 'quiet' | 'danger';
  /** Shows its own progress, keeps its width and cannot be pressed again. */
  readonly busy?: boolean;
  readonly disabled?: boolean;
  readonly wide?: boolean;
}

export function Button({ children, onPress, kind = 'primary', busy = false, disabled = false, wide = false }: ButtonProps) {
  return (
    <button
      type="button"
      class={`button button-${kind}${wide ? ' button-wide' : ''}`}
      disabled={disabled}
      aria-disabled={busy}
      aria-busy={busy}
      onClick={() => {
        if (!busy) onPress();
      }}
    >
      <span class="button-label">{children}</span>
      {busy && <span class="spinner" aria-hidden="true" />}
    </button>
  );
}
