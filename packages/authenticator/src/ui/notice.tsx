import type { ComponentChildren } from 'preact';
import { Icon, type IconName } from './icon.js';

const icons = { info: 'info', warning: 'warning', danger: 'warning', success: 'check' } as const satisfies Record<string, IconName>;

/** A fact beside what it is about. Only failures interrupt a screen reader. */
export function Notice({ kind, children }: { readonly kind: keyof typeof icons; readonly children: ComponentChildren }) {
  return (
    <div class={`notice notice-${kind}`} role={kind === 'danger' ? 'alert' : 'status'}>
      <Icon name={icons[kind]} />
      <div>{children}</div>
    </div>
  );
}
