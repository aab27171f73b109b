/** Where the platform's push address comes from: an APNs or FCM token, or a Web Push subscription as JSON text. */
export interface PushTokenSource {
  /** The empty string when there is none yet; the device then pulls. */
  current(): Promise<string>;
}
