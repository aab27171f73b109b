import { canonicalJson } from '@countersign/evidence';
import { describe, expect, it } from 'vitest';
import { FixedClock } from '../../testing/fixed-clock.js';
import { sampleChallenge, sampleOrg } from '../../testing/sample-challenge.js';
import { TestDevice } from '../../testing/test-device.js';
import { sha256 } from '../digest.js';
import { displayDigest, displayDocument } from './display-document.js';

const clock = new FixedClock();
const context = sampleChallenge({ device: new TestDevice({ now: () => clock.now() }), now: clock.now(), bindingMessage: 'Pay 5' });

describe('display document (decisions 2.6)', () => {
  it('names the question in full', () => {
    expect(displayDocument(sampleOrg, context)).toEqual({
      v: 1,
      iss: sampleOrg.url,
      transactionId: context.request.transactionId,
      enrollmentId: context.enrollment.id,
      nonce: context.challenge.nonce,
      clientId: '0oa0000000000000000W',
      clientName: 'Acme Payments',
      userId: '00u0000000000000000A',
      scopes: ['openid'],
      bindingMessage: 'Pay 5',
      lines: [
        { label: 'Message from Acme Payments', value: 'Pay 5' },
        { label: 'Application', value: 'Acme Payments' },
      ],
      locale: 'en',
      createdAt: clock.now() / 1000,
      expiresAt: clock.now() / 1000 + 300,
    });
  });

  it('its digest is the SHA-256 of its canonical text, however it travelled', () => {
    const document = displayDocument(sampleOrg, context);
    const travelled: unknown = JSON.parse(JSON.stringify(document));
    expect(displayDigest(document)).toBe(sha256(canonicalJson(travelled as Parameters<typeof canonicalJson>[0])));
  });

  it('a client, a device or an enrollment renamed afterwards changes nothing that was asked', () => {
    const renamed = {
      ...context,
      clientName: 'Acme Renamed',
      authenticator: { ...context.authenticator, name: 'Other' },
      device: { ...context.device, profile: { displayName: 'Other' } },
      enrollment: { ...context.enrollment, updatedAt: 1, keys: { ...context.enrollment.keys } },
    };
    expect(displayDocument(sampleOrg, renamed)).toEqual(displayDocument(sampleOrg, context));
  });

  it.each([
    ['the amount', { authorizationDetails: [{ type: 'payment', amount: '5.01' }] }],
    ['the message', { bindingMessage: 'Pay 6' }],
    ['a line', { display: { ...context.request.display, lines: [{ label: 'Application', value: 'Acme payments' }] } }],
    ['the scopes', { scopes: ['openid', 'email'] }],
    ['the client', { clientId: '0oa0000000000000000X' }],
  ])('S-W4 %s changed: another digest', (_name, change) => {
    const request = { ...context.request, authorizationDetails: [{ type: 'payment', amount: '5.00' }] };
    const before = displayDigest(displayDocument(sampleOrg, { ...context, request }));
    expect(displayDigest(displayDocument(sampleOrg, { ...context, request: { ...request, ...change } }))).not.toBe(before);
  });
});
