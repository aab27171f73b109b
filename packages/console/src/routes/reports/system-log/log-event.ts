import type { MethodResponse } from 'openapi-react-query';
import type { apiQuery } from '../../../api/client.js';
import type { Tone } from '../../../patterns/status-badge.js';

export type LogEvent = MethodResponse<typeof apiQuery, 'get', '/api/v1/logs'>[number];

export const outcomes: Readonly<Record<LogEvent['outcome']['result'], { readonly tone: Tone; readonly label: string }>> = {
  SUCCESS: { tone: 'good', label: 'Success' },
  ALLOW: { tone: 'good', label: 'Allowed' },
  FAILURE: { tone: 'bad', label: 'Failure' },
  DENY: { tone: 'warning', label: 'Denied' },
  UNKNOWN: { tone: 'idle', label: 'Unknown' },
};

export function nameOf({ id, alternateId, displayName }: Pick<LogEvent['actor'], 'id' | 'alternateId' | 'displayName'>): string {
  return displayName ?? alternateId ?? id;
}
