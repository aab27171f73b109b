import type { CommandContext, CommonOptions } from '../command-context.js';
import { readQuickstart, requireFact } from '../quickstart.js';
import type { BackchannelClient } from './backchannel.js';

export interface ClientOptions extends CommonOptions {
  readonly issuer?: string;
  readonly clientId?: string;
  readonly clientSecret?: string;
}

/** The application that asks: from options, the environment, or the quickstart file. */
export function clientFrom(context: Pick<CommandContext, 'env'>, options: ClientOptions): BackchannelClient {
  const quickstart = readQuickstart(context, options);
  return {
    issuer: requireFact('issuer', options.issuer ?? quickstart.issuer, '--issuer'),
    clientId: requireFact('clientId', options.clientId ?? quickstart.clientId, '--client-id'),
    clientSecret: requireFact('clientSecret', options.clientSecret ?? quickstart.clientSecret, '--client-secret'),
  };
}
