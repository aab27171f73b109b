import { send } from '../http-client.js';
import { CliError } from '../terminal/cli-error.js';
import { exitCodes } from '../terminal/exit-codes.js';
import type { SignInRequest } from './authorization-code.js';
import { asksForPassword, fillForm, findForms } from './html-form.js';

const loopbackHosts: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]']);
const maxSteps = 10;

/**
 * Fills in the server's own sign-in page, as a browser without script would. Only against a server on this machine (development
 * mode): a password typed into a command belongs nowhere else. Returns the URL the sign-in ended with; nothing listens there.
 */
export async function signInByForm(
  request: SignInRequest,
  credentials: { readonly login: string; readonly password: string },
): Promise<URL> {
  const { origin } = new URL(request.authorizeUrl);
  assertPasswordAllowed(origin);
  const cookies = new Map<string, string>();
  let step: Step = { url: request.authorizeUrl };
  let passwordSent = false;
  for (let count = 0; count < maxSteps; count += 1) {
    const response = await visit(step, origin, cookies);
    const location = response.headers.get('location');
    if (location !== null) {
      const next = new URL(location, step.url);
      if (next.href.startsWith(request.redirectUri)) return next;
      if (next.origin !== origin) throw unexpected(`it leads to ${next.origin}`);
      step = { url: next.href };
      continue;
    }
    const forms = findForms(await response.text());
    const form = forms.find(asksForPassword) ?? forms[0];
    if (form === undefined) throw unexpected(`HTTP ${response.status} without a form`);
    if (passwordSent) throw asksForPassword(form) ? wrongPassword() : secondStep();
    passwordSent = asksForPassword(form);
    const action = new URL(form.action === '' ? step.url : form.action, step.url);
    if (action.origin !== origin) throw unexpected(`its form leads to ${action.origin}`);
    step = { url: action.href, form: fillForm(form, credentials) };
  }
  throw unexpected('it does not end');
}

/** Throws for a server that is not on this machine. */
export function assertPasswordAllowed(url: string): void {
  const { origin, hostname } = new URL(url);
  if (!loopbackHosts.has(hostname)) throw passwordNotAllowed(origin);
}

interface Step {
  readonly url: string;
  readonly form?: Readonly<Record<string, string>>;
}

async function visit(step: Step, origin: string, cookies: Map<string, string>): Promise<Response> {
  const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  const response = await send(step.url, {
    headers: {
      accept: 'text/html',
      ...(cookie === '' ? {} : { cookie }),
      ...(step.form === undefined ? {} : { origin, referer: step.url }),
    },
    ...(step.form === undefined ? {} : { form: step.form }),
  });
  for (const line of response.headers.getSetCookie()) {
    const [pair = ''] = line.split(';');
    const [name = '', ...value] = pair.split('=');
    cookies.set(name.trim(), value.join('='));
  }
  return response;
}

function passwordNotAllowed(origin: string): CliError {
  return new CliError({
    code: 'password_not_allowed',
    message: `--password works only with a server on this machine, not with ${origin}.`,
    next: 'Leave out --login and --password, and sign in with the browser.',
    exitCode: exitCodes.usage,
  });
}

function wrongPassword(): CliError {
  return new CliError({
    code: 'wrong_password',
    message: 'The server did not accept login and password.',
    next: 'Check --login and --password; the quickstart user’s are in quickstart.json.',
    exitCode: exitCodes.refused,
  });
}

/** Typing guesses into its form would lock the account. */
function secondStep(): CliError {
  return new CliError({
    code: 'second_step',
    message: 'The server asks for a second step after the password.',
    next: 'Leave out --login and --password, and sign in with the browser.',
    exitCode: exitCodes.refused,
  });
}

function unexpected(what: string): CliError {
  return new CliError({
    code: 'unexpected_sign_in_page',
    message: `The sign-in page is not what it should be: ${what}.`,
    next: 'Leave out --login and --password, and sign in with the browser.',
    exitCode: exitCodes.refused,
  });
}
