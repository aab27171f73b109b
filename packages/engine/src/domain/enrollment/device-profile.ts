import type { EnrollAppAuthenticatorRequest } from '@countersign/contracts';
import type { Device } from './enrollment.js';

const described = [
  'platform',
  'displayName',
  'osVersion',
  'manufacturer',
  'model',
  'clientInstanceBundleId',
  'clientInstanceVersion',
  'clientInstanceDeviceSdkVersion',
  'secureHardwarePresent',
  'screenLockType',
  'diskEncryptionType',
  'udid',
  'serialNumber',
  'sid',
  'imei',
  'meid',
] as const;

/** What a device says about itself. Untrusted text: shown to administrators, decides nothing but the reading of one answer of stock iOS devices. */
export function deviceProfile(device: EnrollAppAuthenticatorRequest['device']): Device['profile'] {
  return Object.fromEntries(
    described.flatMap((name) => (device[name] === undefined || device[name] === null ? [] : [[name, device[name]]])),
  );
}
