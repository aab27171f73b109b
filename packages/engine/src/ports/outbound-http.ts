/** Fetches an address that came from outside, behind the guard against request forgery (https, public addresses, no redirects, size and time limits). */
export interface OutboundHttp {
  /** Throws when the address is refused, the answer is not 200 with JSON, or a limit is hit. */
  fetchJson(url: string): Promise<unknown>;
}
