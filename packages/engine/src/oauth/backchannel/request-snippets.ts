/** The same request as a program would make it: text to copy, with the org's values and never a secret. */
import type { AuthorizationServer } from '../../domain/authorization-server/authorization-server.js';
import type { Client } from '../../domain/client/client.js';

export interface RequestSnippets {
  /** Asks, then polls. */
  readonly curl: string;
  /** With the library openid-client, version 6. */
  readonly typescript: string;
}

interface SnippetInput {
  /** Where `/bc/authorize` and `/token` are. */
  readonly endpoint: string;
  readonly server: Pick<AuthorizationServer, 'issuer'>;
  readonly client: Pick<Client, 'clientId' | 'authMethod' | 'backchannel'>;
  readonly form: ReadonlyMap<string, string>;
}

export function requestSnippets(input: SnippetInput): RequestSnippets {
  return { curl: curlOf(input), typescript: typescriptOf(input) };
}

const assertionType = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

function curlOf({ endpoint, client, form }: SnippetInput): string {
  const credentials = credentialArguments(client);
  const signed = client.backchannel?.requestSigningAlg !== undefined;
  const parameters = signed
    ? ['  --data-urlencode "request=$SIGNED_REQUEST"']
    : [...form].map(([name, value]) => `  --data-urlencode ${shellText(`${name}=${value}`)}`);
  const token = [
    ...credentials,
    `  --data-urlencode 'grant_type=urn:openid:params:grant-type:ciba'`,
    `  --data-urlencode "auth_req_id=$AUTH_REQ_ID"`,
  ];
  return [
    [`curl ${shellText(`${endpoint}/bc/authorize`)}`, ...credentials, ...parameters].join(' \\\n'),
    '',
    '# with the auth_req_id of the answer, every five seconds until the person has answered:',
    [`curl ${shellText(`${endpoint}/token`)}`, ...token].join(' \\\n'),
  ].join('\n');
}

function credentialArguments({ clientId, authMethod }: SnippetInput['client']): readonly string[] {
  switch (authMethod) {
    case 'client_secret_basic':
      return [`  --user ${shellText(`${clientId}:`)}"$CLIENT_SECRET"`];
    case 'client_secret_post':
      return [`  --data-urlencode ${shellText(`client_id=${clientId}`)}`, '  --data-urlencode "client_secret=$CLIENT_SECRET"'];
    case 'client_secret_jwt':
    case 'private_key_jwt':
      return [`  --data-urlencode 'client_assertion_type=${assertionType}'`, '  --data-urlencode "client_assertion=$CLIENT_ASSERTION"'];
    case 'none':
      return [`  --data-urlencode ${shellText(`client_id=${clientId}`)}`];
  }
}

/** One argument of a POSIX shell, whatever it holds. */
function shellText(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

const clientAuthentication = {
  client_secret_basic: `client.ClientSecretBasic(process.env.CLIENT_SECRET ?? '')`,
  client_secret_post: `client.ClientSecretPost(process.env.CLIENT_SECRET ?? '')`,
  client_secret_jwt: `client.ClientSecretJwt(process.env.CLIENT_SECRET ?? '')`,
  private_key_jwt: 'client.PrivateKeyJwt(privateKey)',
  none: 'client.None()',
} as const;

function typescriptOf({ server, client, form }: SnippetInput): string {
  // what JSON writes, TypeScript reads
  const parameters = [...form].map(([name, value]) => `  ${name}: ${JSON.stringify(value)},`);
  // the library speaks https unless it is told otherwise: development mode
  const insecure = server.issuer.startsWith('http:') ? ', { execute: [client.allowInsecureRequests] }' : '';
  return [
    `import * as client from 'openid-client';`,
    '',
    `const issuer = new URL(${JSON.stringify(server.issuer)});`,
    `const config = await client.discovery(issuer, ${JSON.stringify(client.clientId)}, undefined, ${clientAuthentication[client.authMethod]}${insecure});`,
    'const request = await client.initiateBackchannelAuthentication(config, {',
    ...parameters,
    '});',
    'const tokens = await client.pollBackchannelAuthenticationGrant(config, request);',
  ].join('\n');
}
