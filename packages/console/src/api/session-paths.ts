/** What the console asks the server beside the management API, in the shape that openapi-fetch reads. */

/** Who is signed in, and where. */
export interface Session {
  readonly user: { readonly id: string; readonly login: string; readonly displayName: string };
  readonly roles: string[];
  /** What the roles allow, as names of scopes: `okta.apps.manage`. */
  readonly scopes: string[];
  readonly org: { readonly name: string; readonly url: string; readonly development: boolean };
  /** ISO 8601. */
  readonly expiresAt: string;
}

interface Get<Body, Type extends string> {
  get: { responses: { 200: { content: { [type in Type]: Body } } } };
}

export interface SessionPaths {
  '/admin/session': Get<Session, 'application/json'>;
  '/readyz': Get<{ readonly status: string }, 'application/json'>;
}
