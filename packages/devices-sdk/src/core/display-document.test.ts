import { expect, it } from 'vitest';
import type { Challenge } from '../index.js';
import { describeInEverySetup } from '../testing/setups.js';
import type { TestClaims } from '../testing/test-jwt.js';

describeInEverySetup('signed is what was shown', (bench) => {
  const enroll = async () => {
    const device = bench.newDevice();
    const enrollment = await device.authenticator.enroll({ accessToken: bench.server.signIn('00uJo'), enableCiba: true });
    return { device, enrollment };
  };
  const answerTo = (transactionId: string) => bench.server.state.transactions.get(transactionId)?.answer?.claims;

  it('hands over the lines of the document and answers with its digest and the decision', async () => {
    const { enrollment } = await enroll();
    for (const choice of ['approve', 'deny'] as const) {
      const transactionId = bench.server.ask(enrollment.id);
      const { challenges, refused } = await enrollment.retrievePushChallenges();
      expect(refused).toEqual([]);
      const [challenge] = challenges as [Challenge];
      expect(challenge.lines).toEqual([
        { label: 'Amount', value: '50.00 €' },
        { label: 'Message', value: 'Pay 50 EUR to J. Doe?' },
      ]);
      expect(challenge.display).toMatchObject({ v: 1, clientName: 'Acme Payments', transactionId, locale: 'en' });
      await challenge.resolve({ consent: () => choice });
      expect(answerTo(transactionId)).toMatchObject({ cs_display: expect.stringMatching(/^[\w-]{43}$/), decision: choice });
      expect(bench.server.state.transactions.get(transactionId)?.state).toBe(choice === 'approve' ? 'approved' : 'denied');
    }
  });

  const line = { label: 'Amount', value: '5000.00 €' };
  const changes: { what: string; detail: string; change: (document: TestClaims) => unknown; claims?: TestClaims }[] = [
    { what: 'another line', detail: 'digest', change: (document) => ({ ...document, lines: [line] }) },
    { what: 'a further member', detail: 'digest', change: (document) => ({ ...document, extra: 1 }) },
    { what: 'no document', detail: 'missing', change: () => undefined },
    { what: 'a document that is none', detail: 'digest', change: () => 'Pay 50 EUR' },
    { what: 'text without a canonical form', detail: 'canonical', change: (document) => ({ ...document, locale: '\ud800' }) },
    { what: 'a document the challenge does not cover', detail: 'cover', change: (document) => document, claims: { cs_display: undefined } },
    { what: 'a digest of another type', detail: 'cover', change: (document) => document, claims: { cs_display: 7 } },
  ];
  it.each(changes)('refuses $what: it is listed as refused, and not answerable', async ({ detail, change, claims }) => {
    const { enrollment } = await enroll();
    bench.server.ask(enrollment.id, claims);
    bench.server.state.onDisplay = change;
    const { challenges, refused } = await enrollment.retrievePushChallenges();
    expect(challenges).toEqual([]);
    expect(refused).toMatchObject([{ code: 'display_mismatch', message: expect.stringContaining(detail) }]);
  });

  const documents: { what: string; change: (document: TestClaims) => TestClaims }[] = [
    { what: 'of another version', change: (document) => ({ ...document, v: 2 }) },
    { what: 'without lines', change: (document) => ({ ...document, lines: [] }) },
    { what: 'with a line that is no text', change: (document) => ({ ...document, lines: [{ label: 'Amount', value: 50 }] }) },
    { what: 'of another org', change: (document) => ({ ...document, iss: 'https://other.example' }) },
    { what: 'of another transaction', change: (document) => ({ ...document, transactionId: 'ftOther' }) },
    { what: 'of another enrollment', change: (document) => ({ ...document, enrollmentId: 'pfdOther' }) },
    { what: 'with another nonce', change: (document) => ({ ...document, nonce: 'other' }) },
  ];
  it.each(documents)('refuses a document $what although its digest is signed', async ({ change }) => {
    const { enrollment } = await enroll();
    bench.server.state.documentOf = change;
    bench.server.ask(enrollment.id);
    const { challenges, refused } = await enrollment.retrievePushChallenges();
    expect(challenges).toEqual([]);
    expect(refused).toMatchObject([{ code: 'display_mismatch' }]);
  });

  it('works as before with servers that know no display documents', async () => {
    const { enrollment } = await enroll();
    bench.server.state.displayDocuments = false;
    const transactionId = bench.server.ask(enrollment.id);
    const [challenge] = (await enrollment.retrievePushChallenges()).challenges as [Challenge];
    expect(challenge).toMatchObject({ display: undefined, lines: [], bindingMessage: 'Pay 50 EUR to J. Doe?', numberChoices: undefined });
    await challenge.resolve({ consent: () => 'approve' });
    expect(Object.keys(answerTo(transactionId) ?? {}).filter((name) => name.startsWith('cs_') || name === 'decision')).toEqual([]);
  });

  it('says nothing of a document when the challenge came by push, without one', async () => {
    const { device, enrollment } = await enroll();
    const transactionId = bench.server.ask(enrollment.id);
    const challenge = await device.authenticator.parsePush({ payloadVersion: 'IDXv1', challenge: bench.server.challenge(transactionId) });
    expect(challenge).toMatchObject({ display: undefined, lines: [] });
    await challenge.resolve({ consent: () => 'approve' });
    expect(answerTo(transactionId)).not.toHaveProperty('cs_display');
    expect(answerTo(transactionId)).not.toHaveProperty('decision');
  });
});
