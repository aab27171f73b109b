import type { DeviceContext } from '../context.js';
import { DeviceError } from '../errors.js';
import { maintenanceToken } from '../maintenance-token.js';

/** What a stream is opened with. */
export interface Credential {
  readonly enrollmentId: string;
  readonly accessToken: string;
}

export interface Credentials {
  current(): Promise<Credential>;
  accepted(): void;
  /** Whether there is another one to try. */
  refused(error: DeviceError): boolean;
}

/** Maintenance tokens of one enrollment after the other, as the server refuses them: any enrollment of the user will do. */
export function createCredentials(context: DeviceContext, enrollmentIds: readonly string[]): Credentials {
  let turn = 0;
  let renewed = false;
  return {
    async current() {
      const enrollmentId = enrollmentIds[turn];
      if (enrollmentId === undefined) throw new DeviceError('enrollment_not_found');
      return { enrollmentId, accessToken: (await maintenanceToken(context, enrollmentId)).accessToken };
    },
    accepted: () => void (renewed = false),
    refused(error) {
      context.maintenanceTokens.delete(enrollmentIds[turn] ?? '');
      // A kept token may have been withdrawn: a fresh one tells.
      if (error.code === 'access_token_rejected' && !renewed) return (renewed = true);
      renewed = false;
      turn += 1;
      return turn < enrollmentIds.length;
    },
  };
}
