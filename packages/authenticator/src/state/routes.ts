/** Addresses of the app's screens. */
export type Route =
  | { readonly screen: 'home' }
  | { readonly screen: 'request'; readonly transactionId: string }
  | { readonly screen: 'history'; readonly transactionId: string | undefined }
  | { readonly screen: 'settings' }
  | { readonly screen: 'callback' }
  | { readonly screen: 'set-up' }
  | { readonly screen: 'enroll' };

export function routeOf(path: string): Route {
  const [screen = '', id] = path.split('/').slice(1).map(decodeURIComponent);
  switch (screen) {
    case 'request':
      return id === undefined || id === '' ? { screen: 'home' } : { screen, transactionId: id };
    case 'history':
      return { screen, transactionId: id === '' ? undefined : id };
    case 'settings':
    case 'callback':
    case 'set-up':
    case 'enroll':
      return { screen };
    default:
      return { screen: 'home' };
  }
}

export const requestPath = (transactionId: string) => `/request/${encodeURIComponent(transactionId)}`;
export const historyPath = (transactionId: string) => `/history/${encodeURIComponent(transactionId)}`;
