/**
 * Signals between nodes: small messages with ids only, never data that decides anything.
 * A lost message costs latency, never correctness.
 */
export type BusMessage =
  /** A backchannel request was decided, cancelled or slowed down: read it again. */
  | { readonly kind: 'request-changed'; readonly authReqIdHash: string }
  /** A new challenge waits for this enrollment, or one that waited was taken back: look again. */
  | { readonly kind: 'challenge-created'; readonly enrollmentId: string; readonly transactionId: string }
  /** An outbox row is due. */
  | { readonly kind: 'outbox-due' }
  /** A cached record changed; `id` empty means all of that kind. */
  | { readonly kind: 'changed'; readonly record: CachedRecord; readonly id: string };
export type CachedRecord = 'client' | 'authorization-server' | 'signing-key' | 'org' | 'authenticator' | 'trusted-origin' | 'brand';

export interface Bus {
  publish(messages: readonly BusMessage[]): Promise<void>;
  /** Delivered also to the node that published. The returned function ends the subscription. */
  subscribe(listener: (message: BusMessage) => void): () => void;
  /** Called after the connection was lost and made again: messages may be missing. */
  onGap(listener: () => void): () => void;
}
