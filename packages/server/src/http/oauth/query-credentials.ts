import { invalidRequest } from '@countersign/engine';

const credential = /[?&]client_(?:secret|assertion)=/;

/** RFC 6749 2.3.1: credentials never travel in the address, where logs and proxies keep them. Throws `invalid_request`. */
export function refuseQueryCredentials(url: string): void {
  if (url.includes('?') && credential.test(url)) throw invalidRequest('Client credentials must not be sent in the query of the address.');
}
