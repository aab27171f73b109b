import { createAccountList, createPasskeyUserVerification, type AccountList } from '@countersign/devices-sdk/browser';
import { deviceName } from './device-profile.js';

/** The accounts of this browser, for the page and for the service worker, which has no screen to ask for a passkey on. */
export function openAccountList(): AccountList {
  return createAccountList({
    application: { name: 'countersign-authenticator', version: '1' },
    device: { platform: 'WEB', osVersion: '1', displayName: deviceName(navigator.userAgent) },
    passkey: createPasskeyUserVerification(),
  });
}
