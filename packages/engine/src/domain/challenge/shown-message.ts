import type { BackchannelRequest } from '../backchannel-request/backchannel-request.js';

/** Of a binding message (decisions 1.6); in code points. */
const maxCodePoints = 256;

/**
 * The one text that stock devices show of a request, the binding message. They know no lines: where the client sent details and no
 * message they would ask for a payment without a word of it (security model S-W1), so they get the lines that tell the details.
 */
export function shownMessage(request: Pick<BackchannelRequest, 'authorizationDetails' | 'bindingMessage' | 'display'>): string | undefined {
  const { authorizationDetails, bindingMessage, display } = request;
  if (bindingMessage !== undefined || authorizationDetails === undefined) return bindingMessage;
  const text = display.lines
    .slice(0, display.detailLines)
    .map(({ label, value }) => `${label}: ${value}`)
    .join('; ')
    // the stock iOS app percent-decodes what it shows
    .replaceAll('%', '\uFF05');
  const characters = [...text];
  if (characters.length === 0) return undefined;
  return characters.length <= maxCodePoints ? text : `${characters.slice(0, maxCodePoints - 1).join('')}…`;
}
