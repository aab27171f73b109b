import { describe, expect, it } from 'vitest';
import { failurePage } from './error-page.js';
import { formPostPage } from './form-post-page.js';
import { messagesFor } from './messages.js';
import { type SignInForm, signInPage } from './sign-in-page.js';
import { signedOutPage, signOutPage } from './sign-out-page.js';
import { type PageContext, renderPage } from './template.js';

const hostile = `"><script>alert(1)</script>'\u202E`;
const calm: PageContext = { messages: messagesFor([], undefined), brand: 'Magenta Bank', host: 'id.example.com' };
const form: SignInForm = { app: 'Sample bank', action: '/x?a=1&b=2', formToken: 'token', username: '', again: false, fault: undefined };

const everyPage = (context: PageContext, text: string): readonly string[] =>
  [
    signInPage(context, { ...form, app: text, username: text, action: `/x?${text}`, formToken: text }),
    signInPage(context, { ...form, app: text, username: text, again: true, fault: { kind: 'wrong' } }),
    signOutPage(context, { app: text, action: text, formToken: text, stale: true }),
    signedOutPage(context),
    failurePage(context, { kind: 'signIn', code: 'invalid_request', description: 'It is wrong.', requestId: 'id' }),
  ].map((page) => renderPage(context, page));

describe('browser pages', () => {
  it('names, hints and addresses from outside never become markup or script', () => {
    for (const page of everyPage({ ...calm, brand: hostile, host: hostile }, hostile)) {
      expect(page).not.toMatch(/<script|<\/script|\u202E(?!")/i);
      expect(page.match(/<html|<main/g)).toHaveLength(2);
    }
  });

  it('have one h1, a language, a title that ends with the brand and no inline style or script', () => {
    for (const page of everyPage(calm, 'x')) {
      expect(page.match(/<h1>/g)).toHaveLength(1);
      expect(page).toContain('<html lang="en" dir="ltr">');
      expect(page).toMatch(/<title>[^<]+ – Magenta Bank<\/title>/);
      expect(page).not.toMatch(/<script|<style|\sstyle=|\son\w+=/i);
    }
  });

  it('the form fields have labels and tell password managers what they are', () => {
    const page = renderPage(calm, signInPage(calm, form));
    expect(page).toMatch(
      /<label for="username">Username<\/label>\s*<input\s+id="username"\s+name="username"[^>]*\sautocomplete="username"/,
    );
    expect(page).toMatch(
      /<label for="password">Password<\/label>\s*<input\s+id="password"\s+name="password"\s+type="password"\s+autocomplete="current-password"/,
    );
    expect(page).toContain('<button type="submit">Sign in</button>');
    expect(page).toContain('to continue to <bdi>Sample bank</bdi>');
    expect(page).toContain('action="/x?a=1&amp;b=2"');
    expect(page).not.toContain('aria-invalid');
  });

  it('the first empty field has the focus', () => {
    expect(renderPage(calm, signInPage(calm, form))).toMatch(/id="username"[^>]*\sautofocus\s/);
    expect(renderPage(calm, signInPage(calm, { ...form, username: 'ann' }))).toMatch(/id="password"[^>]*\sautofocus\s/);
  });

  it('a wrong password is an alert that both fields point to', () => {
    const page = renderPage(calm, signInPage(calm, { ...form, username: 'ann', fault: { kind: 'wrong' } }));
    expect(page).toContain('<title>Error: Sign in – Magenta Bank</title>');
    expect(page).toMatch(/id="alert" role="alert"/);
    expect(page.match(/aria-invalid="true" aria-describedby="alert"/g)).toHaveLength(2);
    expect(page).toContain('value="ann"');
  });

  it('an empty field has its own text', () => {
    const fault = { kind: 'incomplete', usernameMissing: false, passwordMissing: true } as const;
    const page = renderPage(calm, signInPage(calm, { ...form, username: 'ann', fault }));
    expect(page).toMatch(/id="password"[^>]*\saria-invalid="true" aria-describedby="password-fault"/);
    expect(page).toContain('<p class="fault" id="password-fault">Enter your password.</p>');
    expect(page.match(/aria-invalid/g)).toHaveLength(1);
  });

  it.each([
    [30, 'in 1 minute.'],
    [60, 'in 1 minute.'],
    [61, 'in 2 minutes.'],
    [600, 'in 10 minutes.'],
  ])('a wait of %i s is told as "%s"', (retryAfterSeconds, words) => {
    expect(renderPage(calm, signInPage(calm, { ...form, fault: { kind: 'throttled', retryAfterSeconds } }))).toContain(words);
  });

  it('a form_post answer works by its button, and its script is a file', () => {
    const answer = { redirectUri: 'https://a.example/cb?x=1&y=2', responseMode: 'form_post', parameters: [['state', hostile]] } as const;
    const page = renderPage(calm, formPostPage(calm, answer, 'Sample bank'));
    expect(page).toContain('<form method="post" action="https://a.example/cb?x=1&amp;y=2">');
    expect(page).toContain('name="state" value="&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;&#39;\u202E"');
    expect(page).toMatch(/<script src="\/sign-in\/submit-[0-9a-f]{16}\.js" defer><\/script>/);
    expect(page).toContain('<button type="submit">Continue</button>');
  });
});

describe('the language of a page', () => {
  it.each([
    [['en-GB'], undefined, 'en'],
    [['xx', 'en'], undefined, 'en'],
    [[], 'de;q=0.9, en;q=0.8', 'en'],
    [[], undefined, 'en'],
  ])('ui_locales %j, Accept-Language %s', (uiLocales, acceptLanguage, language) => {
    expect(messagesFor(uiLocales, acceptLanguage).language).toBe(language);
  });
});
