/**
 * Client authentication at every endpoint that wants it (RFC 6749 2.3, OpenID Connect Core 9). It comes before anything else is looked at
 * (C-028), answers every failure alike, and does the same work for an unknown client as for a wrong secret (S-086).
 */
import type { AuthorizationServer } from '../../domain/authorization-server/authorization-server.js';
import type { Client } from '../../domain/client/client.js';
import { equalBytes, sha256Bytes } from '../../domain/digest.js';
import { parseJws } from '../../domain/jwt/verify-jws.js';
import type { Org } from '../../domain/org/org.js';
import type { Engine } from '../../engine.js';
import { invalidClient } from '../errors.js';
import type { Form } from '../form.js';
import { type AuthenticationEndpoint, findAssertionFault } from './client-assertion.js';
import { type PresentedCredentials, readPresentedCredentials } from './presented-credentials.js';

export interface ClientAuthenticationInput {
  readonly org: Org;
  readonly server: AuthorizationServer;
  readonly form: Form;
  /** The `Authorization` header as it came. */
  readonly authorization: string | undefined;
  readonly endpoint: AuthenticationEndpoint;
}
type Needs = Pick<Engine, 'clients' | 'clock' | 'replay' | 'outboundHttp' | 'urlAliases'>;
type SecretCredentials = Extract<PresentedCredentials, { readonly secrets: readonly string[] }>;
type AssertionCredentials = Extract<PresentedCredentials, { readonly method: 'assertion' }>;

/** Stands in where there is no secret to compare with. */
const noSecret = [{ digest: sha256Bytes('no client has this secret') }];
const maxClientIdLength = 255;

/**
 * The client that made the request. Throws `invalid_client` (401) for every failure of the credentials, `invalid_request` (400) when several
 * kinds of them came at once. With a secret nothing is awaited but the cached look-up.
 */
export async function authenticateClient(engine: Needs, input: ClientAuthenticationInput): Promise<Client> {
  const presented = readPresentedCredentials(input.form, input.authorization);
  if (presented.method === 'assertion') return authenticateByAssertion(engine, input, presented);
  const client = await findClient(engine, input.org, presented.clientId);
  const fault = presented.method === 'none' ? findPublicFault(client, input.endpoint) : findSecretFault(client, presented);
  if (client === undefined || fault !== undefined) throw invalidClient({ reason: fault ?? 'unknown client' });
  return client;
}

/** Ids that cannot be in the store are not looked for. */
export function findClient(engine: Pick<Engine, 'clients'>, org: Org, clientId: string): Promise<Client | undefined> {
  const possible = clientId.length <= maxClientIdLength && !clientId.includes('\u0000') && clientId.isWellFormed();
  return possible ? engine.clients.findByClientId(org.id, clientId) : Promise.resolve(undefined);
}

function findSecretFault(client: Client | undefined, presented: SecretCredentials): string | undefined {
  const known = client !== undefined && client.secrets.length > 0 ? client.secrets : noSecret;
  let matches = false;
  for (const secret of presented.secrets) {
    const digest = sha256Bytes(secret);
    for (const candidate of known) matches = equalBytes(candidate.digest, digest) || matches;
  }
  if (client === undefined) return 'unknown client';
  if (!matches) return 'wrong secret';
  if (!client.active) return 'inactive client';
  return acceptsSecretBy(client, presented.method) ? undefined : `registered for ${client.authMethod}`;
}

/** Basic and post stand for each other unless the client is strict (decisions 1.1). */
function acceptsSecretBy(client: Client, method: SecretCredentials['method']): boolean {
  if (client.authMethod === method) return true;
  return !client.strictAuthMethod && (client.authMethod === 'client_secret_basic' || client.authMethod === 'client_secret_post');
}

/** A public client only says who it is; the backchannel endpoint authenticates always (C-018). */
function findPublicFault(client: Client | undefined, endpoint: AuthenticationEndpoint): string | undefined {
  if (client === undefined) return 'unknown client';
  if (!client.active) return 'inactive client';
  if (client.authMethod !== 'none') return 'no credentials';
  return endpoint === 'bc' ? 'public client' : undefined;
}

async function authenticateByAssertion(engine: Needs, input: ClientAuthenticationInput, presented: AssertionCredentials): Promise<Client> {
  const jws = parseJws(presented.assertion);
  const clientId = jws?.claims['sub'];
  if (jws === undefined || typeof clientId !== 'string') throw invalidClient({ reason: 'unreadable assertion' });
  //
  if (presented.clientId !== undefined && presented.clientId !== clientId)
    throw invalidClient({ reason: 'client_id differs from the assertion' });
  const client = await findClient(engine, input.org, clientId);
  if (client === undefined || !client.active) throw invalidClient({ reason: client === undefined ? 'unknown client' : 'inactive client' });
  const fault = await findAssertionFault(engine, jws, { org: input.org, server: input.server, client, endpoint: input.endpoint });
  if (fault !== undefined) throw invalidClient({ reason: fault });
  return client;
}
