import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { exampleClient, exampleServer } from '../../testing/index.js';
import { requestSnippets } from './request-snippets.js';

const form = new Map([
  ['scope', 'openid'],
  ['binding_message', `Pay "5" to O'Brien; $(id)`],
]);
const snippetsOf = (authMethod: 'client_secret_basic' | 'client_secret_post' | 'private_key_jwt') =>
  requestSnippets({
    endpoint: 'https://id.example.com/oauth2/default/v1',
    server: exampleServer(),
    client: exampleClient({ authMethod }),
    form,
  });

describe('the snippets of a request', () => {
  it('are one argument for each parameter in a shell, whatever the text holds', () => {
    const { curl } = snippetsOf('client_secret_basic');
    // every word that starts a line of the first command, as the shell reads it
    const script = `curl() { printf '%s\\n' "$@"; exit; }\n${curl}`;
    const read = execFileSync('/bin/sh', ['-c', script], { encoding: 'utf8', env: { CLIENT_SECRET: 's' } })
      .trim()
      .split('\n');
    expect(read).toEqual([
      'https://id.example.com/oauth2/default/v1/bc/authorize',
      '--user',
      `${exampleClient().clientId}:s`,
      '--data-urlencode',
      'scope=openid',
      '--data-urlencode',
      `binding_message=Pay "5" to O'Brien; $(id)`,
    ]);
  });

  it('hold no secret, but a variable for it, and authenticate as the client is registered', () => {
    expect(snippetsOf('client_secret_post').curl).toContain('client_secret=$CLIENT_SECRET');
    expect(snippetsOf('private_key_jwt').curl).toContain('client_assertion=$CLIENT_ASSERTION');
    for (const { curl, typescript } of [snippetsOf('client_secret_basic'), snippetsOf('private_key_jwt')])
      for (const { value } of exampleClient().secrets) expect(curl + typescript).not.toContain(value);
    expect(snippetsOf('client_secret_post').typescript).toContain(`client.ClientSecretPost(process.env.CLIENT_SECRET ?? ''));`);
    expect(snippetsOf('private_key_jwt').typescript).toContain(`binding_message: "Pay \\"5\\" to O'Brien; $(id)",`);
  });
});
