/** The secret of an app made a moment ago: shown once, kept in memory only, gone with the page. */
let latest: { readonly appId: string; readonly secret: string } | undefined;

export function rememberSecret(appId: string, secret: string): void {
  latest = { appId, secret };
}

export function justCreatedSecret(appId: string): string | undefined {
  return latest?.appId === appId ? latest.secret : undefined;
}

export function forgetSecret(): void {
  latest = undefined;
}
