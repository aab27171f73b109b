/** What people are shown of a request, settled when it is accepted: later changes of names or templates alter nothing that was asked. */
import type { DisplayLine } from '@countersign/evidence';

/** The part of the display document (decisions 2.6) that all devices of one request share. */
export interface RequestDisplay {
  /** From the client's registration at the time of the request. */
  readonly clientName: string;
  /** BCP 47; the language of the labels. */
  readonly locale: string;
  /** Amount and payee first, then the binding message, then what else identifies the request. */
  readonly lines: readonly DisplayLine[];
  /** So many of the lines, from the first, tell what `authorization_details` say. */
  readonly detailLines: number;
}
