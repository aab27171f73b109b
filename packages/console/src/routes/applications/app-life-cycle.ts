/** Activate, deactivate, delete: each says its effect, the last only for what is inactive. */
import { api } from '../../api/client.js';
import type { Act } from '../../patterns/act-menu.js';
import type { Question } from '../../patterns/confirm.js';
import type { App } from './app.js';

interface LifeCycleFacts {
  readonly app: App;
  readonly confirm: (question: Question) => void;
  readonly onDone: () => Promise<unknown>;
  readonly onDeleted?: () => void;
}

export function changeAppStatus({ app, confirm, onDone, onDeleted }: LifeCycleFacts): readonly Act[] {
  const params = { path: { appId: app.id } };
  const remove: Act = {
    label: 'Delete application',
    dangerous: true,
    disabledBecause: app.status === 'ACTIVE' ? 'Deactivate it first.' : undefined,
    run: () =>
      confirm({
        title: `Delete ${app.label}`,
        text: 'The client, its secrets and its assignments are removed for good. Tokens it already has end with their lifetime.',
        act: 'Delete application',
        dangerous: true,
        mustType: app.label,
        run: async () => {
          await api.DELETE('/api/v1/apps/{appId}', { params });
          onDeleted?.();
          await onDone();
        },
      }),
  };
  if (app.status !== 'ACTIVE') {
    const activate: Act = {
      label: 'Activate application',
      run: () =>
        confirm({
          title: `Activate ${app.label}`,
          text: 'Its client can authenticate, ask for approvals and get tokens again.',
          act: 'Activate application',
          run: async () => {
            await api.POST('/api/v1/apps/{appId}/lifecycle/activate', { params });
            await onDone();
          },
        }),
    };
    return [activate, remove];
  }
  const deactivate: Act = {
    label: 'Deactivate application',
    dangerous: true,
    run: () =>
      confirm({
        title: `Deactivate ${app.label}`,
        text: 'Its client can no longer authenticate: new requests and polls are refused, also those that people are asked to approve right now.',
        act: 'Deactivate application',
        dangerous: true,
        run: async () => {
          await api.POST('/api/v1/apps/{appId}/lifecycle/deactivate', { params });
          await onDone();
        },
      }),
  };
  return [deactivate, remove];
}
