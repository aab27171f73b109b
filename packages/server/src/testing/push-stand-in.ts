/** What the local stand-ins of push services have in common: they check what they are sent, answer as they are told, and count. */
import type { AddressInfo, Server } from 'node:net';

/** What a push service says in place of its usual answer. */
export interface StandInAnswer {
  readonly status: number;
  /** In the words of the service. */
  readonly reason?: string;
  readonly retryAfter?: string;
}

/** A push the service took. */
export interface TakenPush {
  /** The device or subscription it is for. */
  readonly token: string;
  readonly content: Readonly<Record<string, unknown>>;
  /** A later push with the same replaces it. */
  readonly collapse: string | undefined;
  /** When the service stops trying to deliver, in milliseconds since the epoch. */
  readonly expiresAt: number;
}

export interface PushStandIn {
  readonly url: string;
  readonly taken: readonly TakenPush[];
  /** Every attempt to push, also those refused. */
  readonly attempts: number;
  /** Connections made so far. */
  readonly connections: number;
  /** Of the next pushes, one each; `hang` answers never. */
  answerNext(...answers: readonly (StandInAnswer | 'hang')[]): void;
  /** Of all pushes to come; undefined: as usual. */
  answerAll(answer: StandInAnswer | undefined): void;
  close(): Promise<void>;
}

/** The answers a test has ordered. */
export class OrderedAnswers {
  #next: (StandInAnswer | 'hang')[] = [];
  #all: StandInAnswer | undefined;

  answerNext(...answers: readonly (StandInAnswer | 'hang')[]): void {
    this.#next.push(...answers);
  }
  answerAll(answer: StandInAnswer | undefined): void {
    this.#all = answer;
    this.#next = [];
  }
  take(): StandInAnswer | 'hang' | undefined {
    return this.#next.shift() ?? this.#all;
  }
}

/** Listens on a free loopback port. */
export async function listenOnLoopback(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port; // a TCP server's address is an object
}
