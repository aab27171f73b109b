import { createNodePorts } from '@countersign/devices-sdk/node';

/** What the command line keeps beside the SDK's own records in a device file. */
export interface DeviceSettings {
  readonly orgUrl: string;
  readonly clientId: string;
  readonly seed?: string;
  /** ISO 8601; stops the device's clock there. */
  readonly clock?: string;
  /** The user's own access token from the last sign-in, for deleting; short-lived. */
  readonly accessToken?: string;
  /** Milliseconds since the epoch. */
  readonly accessTokenExpiresAt?: number;
}

const key = 'cli/settings';

export async function readSettings(path: string): Promise<DeviceSettings | undefined> {
  const text = await createNodePorts({ path }).storage.get(key);
  const value: unknown = text === undefined ? undefined : JSON.parse(text);
  return isSettings(value) ? value : undefined;
}

export function saveSettings(path: string, settings: DeviceSettings): Promise<void> {
  return createNodePorts({ path }).storage.set(key, JSON.stringify(settings));
}

function isSettings(value: unknown): value is DeviceSettings {
  return typeof value === 'object' && value !== null && 'orgUrl' in value && typeof value.orgUrl === 'string' && 'clientId' in value;
}
