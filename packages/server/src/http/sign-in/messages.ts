/** Every text of the browser pages, by key. A further language is a further catalogue with the same keys. */

const english = {
  'signIn.title': 'Sign in',
  'signIn.purpose': 'to continue to {app}',
  'signIn.again': '{app} asks you to sign in again.',
  'signIn.username': 'Username',
  'signIn.password': 'Password',
  'signIn.button': 'Sign in',
  'signIn.wrong': 'The username or password is wrong. Check both and try again.',
  'signIn.usernameMissing': 'Enter your username.',
  'signIn.passwordMissing': 'Enter your password.',
  'signIn.stale': 'This page was open too long, or your browser keeps no cookies for this site. Sign in again.',
  'signIn.throttledOne': 'Too many failed attempts. Try again in 1 minute.',
  'signIn.throttledMany': 'Too many failed attempts. Try again in {minutes} minutes.',
  'page.error': 'Error: {title}',
  'page.host': 'You are at {host}',
  'refused.title': 'Sign-in cannot start',
  'refused.text': 'The application that sent you here made a request that cannot be accepted. Go back to it and try again.',
  'refused.help': 'If this keeps happening, give the details below to the people who run the application.',
  'failed.title': 'Something went wrong here',
  'failed.text': 'Your request was not completed. Go back to the application and try again in a moment.',
  'failed.help': 'If this keeps happening, give the details below to your administrator.',
  'details.title': 'Details',
  'details.error': 'Error',
  'details.description': 'Description',
  'details.requestId': 'Request ID',
  'signOut.title': 'Sign out?',
  'signOut.text': 'You will be signed out of {org} in this browser.',
  'signOut.asked': '{app} asks to sign you out of {org} in this browser.',
  'signOut.stay': 'To stay signed in, close this page.',
  'signOut.stale': 'This page was open too long, or your browser keeps no cookies for this site. Confirm again.',
  'signOut.button': 'Sign out',
  'signOut.refused': 'Sign-out cannot start',
  'signedOut.title': 'You are signed out',
  'signedOut.text': 'You can close this page.',
  'return.title': 'Return to the application',
  'return.text': 'Continue to go back to {app}.',
  'return.button': 'Continue',
} as const satisfies Readonly<Record<string, string>>;

export type MessageKey = keyof typeof english;

export interface Messages {
  /** BCP 47 */
  readonly language: string;
  readonly direction: 'ltr' | 'rtl';
  readonly texts: Readonly<Record<MessageKey, string>>;
}

const fallback: Messages = { language: 'en', direction: 'ltr', texts: english };
const catalogues: ReadonlyMap<string, Messages> = new Map([['en', fallback]]);

/** The first catalogue the person can read: the client's `ui_locales` (OpenID Connect Core 3.1.2.1), then the browser's languages, else English. */
export function messagesFor(uiLocales: readonly string[], acceptLanguage: string | undefined): Messages {
  const wanted = [...uiLocales, ...(acceptLanguage ?? '').split(',').map((range) => range.split(';')[0]?.trim() ?? '')];
  for (const tag of wanted) {
    const catalogue = catalogues.get(tag.split('-')[0]?.toLowerCase() ?? '');
    if (catalogue !== undefined) return catalogue;
  }
  return fallback;
}
