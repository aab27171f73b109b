import { describe, expect, it } from 'vitest';
import { asksForPassword, fillForm, findForms } from './html-form.js';

const page = `<!doctype html><form action="/search"><input name="q"></form>
<form method='post' action="/oauth2/v1/authorize?a=1&amp;b=&quot;2&#39;&#x41;">
<input type="hidden" name="form_token" value="t&amp;k &gt; x">
<INPUT id=username name=username type=text required value="">
<input name="password" type="password" title="a > b">
<input type="submit" name="go" value="Sign in"><input type="checkbox" name="remember" value="1"><input value="nameless">
</form><form method="post"><input type=hidden name=only value=1></form>`;

describe('reading the forms of a page', () => {
  it('finds the forms that are posted, with attributes in every spelling', () => {
    const forms = findForms(page);
    expect(forms.map((form) => form.action)).toEqual([`/oauth2/v1/authorize?a=1&b="2'A`, '']);
    expect(forms.map(asksForPassword)).toEqual([true, false]);
  });

  it('fills in what a person would, and sends hidden inputs as they are', () => {
    const [signIn, other] = findForms(page).map((form) => fillForm(form, { login: 'jo@example.com', password: 'se"cret' }));
    expect(signIn).toEqual({ form_token: 't&k > x', username: 'jo@example.com', password: 'se"cret' });
    expect(other).toEqual({ only: '1' });
  });

  it('finds nothing on a page without forms', () => {
    expect(findForms('<h1>Sorry</h1>')).toEqual([]);
  });
});
