import { html } from './html.js';
import type { MessageKey } from './messages.js';
import type { Page, PageContext } from './template.js';

export interface PageFailure {
  /** `signIn`, `signOut`: the request was refused; `server`: we failed. */
  readonly kind: 'signIn' | 'signOut' | 'server';
  /** Of the protocol, for whoever runs the application. */
  readonly code: string;
  readonly description: string;
  readonly requestId: string;
}

const titles: Readonly<Record<PageFailure['kind'], MessageKey>> = {
  signIn: 'refused.title',
  signOut: 'signOut.refused',
  server: 'failed.title',
};

/** What a person sees where nothing may be sent back to the application (RFC 6749 4.1.2.1). It repeats nothing of the request. */
export function failurePage({ messages: { texts } }: PageContext, failure: PageFailure): Page {
  const title = texts[titles[failure.kind]];
  const words = failure.kind === 'server' ? 'failed' : 'refused';
  return {
    title: texts['page.error'].replace('{title}', title),
    body: html`<h1>${title}</h1>
      <p>${texts[`${words}.text`]}</p>
      <p class="quiet">${texts[`${words}.help`]}</p>
      <h2>${texts['details.title']}</h2>
      <dl>
        <dt>${texts['details.error']}</dt>
        <dd><code>${failure.code}</code></dd>
        <dt>${texts['details.description']}</dt>
        <dd>${failure.description}</dd>
        <dt>${texts['details.requestId']}</dt>
        <dd><code>${failure.requestId}</code></dd>
      </dl>`,
  };
}
