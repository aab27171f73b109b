import type { Cipher, Device, Enrollment, EnrolledDevice } from '@countersign/engine';

export const pushTokenPurpose = 'enrollment.push_token_sealed';

export interface DeviceRow {
  readonly id: string;
  readonly org_id: string;
  readonly status: Device['status'];
  readonly client_instance_id: string;
  readonly client_instance_key: Device['clientInstanceKey'];
  readonly authenticator_app_key: string | null;
  readonly profile: Device['profile'];
  readonly created_at: number;
  readonly updated_at: number;
}

export interface EnrollmentRow {
  readonly id: string;
  readonly org_id: string;
  readonly user_id: string;
  readonly device_id: string;
  readonly authenticator_id: string;
  readonly status: Enrollment['status'];
  readonly method_id: string;
  readonly push_token_sealed: string;
  readonly aps_environment: Enrollment['apsEnvironment'] | null;
  readonly transaction_types: Enrollment['transactionTypes'];
  readonly keys: Enrollment['keys'];
  readonly created_at: number;
  readonly updated_at: number;
}

export function toDevice(row: DeviceRow): Device {
  return {
    id: row.id,
    orgId: row.org_id,
    status: row.status,
    clientInstanceId: row.client_instance_id,
    clientInstanceKey: row.client_instance_key,
    authenticatorAppKey: row.authenticator_app_key ?? undefined,
    profile: row.profile,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}

/** The empty token is stored as it is: there is nothing to seal. */
export function toEnrollment(row: EnrollmentRow, cipher: Cipher): Enrollment {
  return {
    id: row.id,
    orgId: row.org_id,
    userId: row.user_id,
    deviceId: row.device_id,
    authenticatorId: row.authenticator_id,
    status: row.status,
    methodId: row.method_id,
    pushToken: row.push_token_sealed === '' ? '' : cipher.decrypt(row.push_token_sealed, pushTokenPurpose),
    apsEnvironment: row.aps_environment ?? undefined,
    transactionTypes: row.transaction_types,
    keys: row.keys,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}

/** Both rows side by side, each as one JSON-free record: the device's columns carry the prefix `d_`. */
export const enrolledDeviceColumns = `e.*, d.id as d_id, d.org_id as d_org_id, d.status as d_status, d.client_instance_id as d_client_instance_id,
  d.client_instance_key as d_client_instance_key, d.authenticator_app_key as d_authenticator_app_key, d.profile as d_profile,
  d.created_at as d_created_at, d.updated_at as d_updated_at`;

export type EnrolledDeviceRow = EnrollmentRow & { readonly [Column in keyof DeviceRow as `d_${Column}`]: DeviceRow[Column] };

export function toEnrolledDevice(row: EnrolledDeviceRow, cipher: Cipher): EnrolledDevice {
  return {
    enrollment: toEnrollment(row, cipher),
    device: toDevice({
      id: row.d_id,
      org_id: row.d_org_id,
      status: row.d_status,
      client_instance_id: row.d_client_instance_id,
      client_instance_key: row.d_client_instance_key,
      authenticator_app_key: row.d_authenticator_app_key,
      profile: row.d_profile,
      created_at: row.d_created_at,
      updated_at: row.d_updated_at,
    }),
  };
}
