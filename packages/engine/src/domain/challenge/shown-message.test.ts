import { describe, expect, it } from 'vitest';
import { composeDisplay } from '../display/compose-display.js';
import { shownMessage } from './shown-message.js';

const detailLines = [
  { label: 'Amount', value: '1,250.00 EUR' },
  { label: 'To', value: 'J. Doe' },
];
const display = (lines = detailLines, bindingMessage?: string) =>
  composeDisplay({
    clientName: 'Acme Payments',
    profile: undefined,
    detailLines: lines,
    bindingMessage,
    scopes: ['openid', 'email'],
    askedAt: 0,
    askedFrom: '192.0.2.7',
  });
const authorizationDetails = [{ type: 'payment' }];

describe('what stock devices show of a request', () => {
  it('is the binding message as it was sent', () => {
    const bindingMessage = 'Invoice 4711';
    expect(shownMessage({ bindingMessage, authorizationDetails, display: display(detailLines, bindingMessage) })).toBe(bindingMessage);
    expect(shownMessage({ bindingMessage, authorizationDetails: undefined, display: display([], bindingMessage) })).toBe(bindingMessage);
  });

  it('S-W1 is what the details say where no message was sent', () => {
    expect(shownMessage({ bindingMessage: undefined, authorizationDetails, display: display() })).toBe('Amount: 1,250.00 EUR; To: J. Doe');
  });

  it('S-W1 tells all the details, whatever they and the application are called', () => {
    const payee = [{ label: 'To', value: 'Acme Payments' }, ...detailLines];
    expect(shownMessage({ bindingMessage: undefined, authorizationDetails, display: display(payee) })).toBe(
      'To: Acme Payments; Amount: 1,250.00 EUR; To: J. Doe',
    );
    const asked = { ...display(payee), clientName: 'Renamed' };
    expect(shownMessage({ bindingMessage: undefined, authorizationDetails, display: asked })).toMatch(/J\. Doe$/);
  });

  it('is not there where there are neither', () => {
    expect(shownMessage({ bindingMessage: undefined, authorizationDetails: undefined, display: display([]) })).toBeUndefined();
  });

  it('has at most 256 characters and says that there are more; percent signs mean nothing to anybody', () => {
    const long = display([
      { label: 'Share', value: '50%41' },
      ...Array.from({ length: 20 }, () => ({ label: 'To', value: 'x'.repeat(70) })),
    ]);
    const text = shownMessage({ bindingMessage: undefined, authorizationDetails, display: long }) ?? '';
    expect([...text]).toHaveLength(256);
    expect(text).toMatch(/^Share: 50％41; To: x.*…$/);
  });
});
