import type { TransportResponse } from './transport.js';

/** How an event stream ended. */
export type StreamEnd =
  /** An answer that is no event stream. */
  | { readonly end: 'refused'; readonly response: TransportResponse }
  /** By the server, in order. */
  | { readonly end: 'finished' }
  /** The connection broke, or none came about. */
  | { readonly end: 'broken'; readonly cause: unknown };

export interface StreamReceiver {
  /** The server answered with an event stream. */
  opened(): void;
  text(chunk: string): void;
  /** Nothing follows. */
  ended(end: StreamEnd): void;
}

export interface StreamRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Whether the platform believes that it has a network. */
export interface Connectivity {
  isOnline(): boolean;
  /** Returns the way to stop listening. */
  onChange(listener: () => void): () => void;
}

/** The other pages of the same app in this browser. */
export interface PageGroup {
  /** Calls `lead` once no other page leads under `name`; none other does until the returned function is called. */
  lead(name: string, lead: () => void): () => void;
  /** Messages between the pages under `name`; a page does not hear its own. */
  join(name: string, receive: (message: string) => void): { send(message: string): void; leave(): void };
}

/** What an open connection takes of the platform. */
export interface LiveChannel {
  /**
   * GETs an event stream; sends no cookies, follows no redirects. The receiver hears nothing before this returns, and nothing more once
   * the returned function, which ends the stream, was called.
   */
  open(request: StreamRequest, receiver: StreamReceiver): () => void;
  /** Calls `work` once, after this time; the returned function takes it back. */
  after(milliseconds: number, work: () => void): () => void;
  /** Absent: unknown, and every attempt finds out. */
  readonly connectivity?: Connectivity;
  /** Absent: this app has one page. */
  readonly pages?: PageGroup;
}
