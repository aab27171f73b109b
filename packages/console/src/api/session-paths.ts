/** What the console asks the server beside the management API, in the shape that openapi-fetch reads. */

/** Who is signed in, and where. */
export interface Session {
  readonly user: { readonly id: string; readonly login: string; readonly displayName: string };
  readonly roles: string[];
  /** What the roles allow, as names of scopes: `okta.apps.manage`. */
  readonly scopes: string[];
  readonly org: {
    readonly name: string;
    readonly url: string;
    readonly development: boolean;
    /** Absent where this server serves no authenticator app. */
    readonly authenticatorUrl?: string;
  };
  /** False in development only: there the console can be used with a password alone. */
  readonly secondFactor: boolean;
  /** ISO 8601: when the session ends if nobody works. */
  readonly expiresAt: string;
  /** ISO 8601: when it ends in any case. */
  readonly endsAt: string;
}

interface Answers<Body> {
  responses: { 200: { content: { 'application/json': Body } } };
}

export interface SessionPaths {
  '/admin/session': { get: Answers<Session> };
  '/admin/session/extend': { post: Answers<Session> };
  '/admin/sign-out': { post: { responses: { 204: { content?: never } } } };
  '/readyz': { get: Answers<{ readonly status: string }> };
}
