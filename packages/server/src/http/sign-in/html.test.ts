import { describe, expect, it } from 'vitest';
import { fill, html, isolated } from './html.js';

describe('text becomes HTML only by being escaped', () => {
  it.each([
    ['markup', '<img src=x onerror=alert(1)>', '&lt;img src=x onerror=alert(1)&gt;'],
    ['quotes, for attributes', `"'`, '&quot;&#39;'],
    ['entities', '&lt;', '&amp;lt;'],
  ])('%s', (_name, text, escaped) => {
    expect(html`<p title="${text}">${text}</p>`.markup).toBe(`<p title="${escaped}">${escaped}</p>`);
  });

  it('HTML stays as it is, lists are joined, undefined is nothing', () => {
    const item = html`<b>${'&'}</b>`;
    expect(html`${item}${[item, item]}${undefined}${7}`.markup).toBe('<b>&amp;</b><b>&amp;</b><b>&amp;</b>7');
  });

  it('names are isolated and characters that turn or hide text are made visible', () => {
    expect(isolated('a\u202Eb\u200Bc\u2066d\u0007').markup).toBe('<bdi>a\uFFFDb\uFFFDc\uFFFDd\uFFFD</bdi>');
  });

  it('catalogue texts are escaped around what fills them', () => {
    expect(fill('{app} & {app}', { app: isolated('<x>') }).markup).toBe('<bdi>&lt;x&gt;</bdi> &amp; <bdi>&lt;x&gt;</bdi>');
  });
});
