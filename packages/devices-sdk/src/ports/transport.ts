export interface TransportRequest {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly timeoutMs: number;
}

export interface TransportResponse {
  readonly status: number;
  /** Empty when the answer had none. */
  readonly body: string;
}

/**
 * Sends one HTTP request. Rejects when no complete answer came (offline, refused, timed out); any status is an answer.
 * Implementations send no cookies and follow no redirects: a bearer token goes where it was sent and nowhere else.
 */
export type Transport = (request: TransportRequest) => Promise<TransportResponse>;
