import { expect, it } from 'vitest';
import type { Challenge, ConsentAnswer } from '../index.js';
import { describeInEverySetup } from '../testing/setups.js';

describeInEverySetup('number matching', (bench) => {
  const asked = async (number: { answer: string; choices?: readonly string[] }) => {
    const device = bench.newDevice();
    const enrollment = await device.authenticator.enroll({ accessToken: bench.server.signIn('00uJo'), enableCiba: true });
    const transactionId = bench.server.ask(enrollment.id);
    const transaction = bench.server.state.transactions.get(transactionId);
    if (transaction !== undefined) transaction.number = number;
    const [challenge] = (await enrollment.retrievePushChallenges()).challenges as [Challenge];
    return { challenge, enrollment, transaction };
  };
  const three = { answer: '52', choices: ['17', '52', '80'] };

  it.each([
    { what: 'chosen', number: three, numberChoices: ['17', '52', '80'] },
    { what: 'typed', number: { answer: '52' }, numberChoices: 'typed' },
  ])('puts the number that was $what into the answer', async ({ number, numberChoices }) => {
    const { challenge, transaction } = await asked(number);
    expect(challenge.numberChoices).toEqual(numberChoices);
    await challenge.resolve({ consent: () => ({ choice: 'approve', number: '52' }) });
    expect(transaction).toMatchObject({ state: 'approved', answer: { claims: { cs_number: '52' } } });
  });

  it.each<{ what: string; number: { answer: string; choices?: readonly string[] }; answer: ConsentAnswer }>([
    { what: 'no number', number: three, answer: 'approve' },
    { what: 'a number that was not offered', number: three, answer: { choice: 'approve', number: '53' } },
    { what: 'what is no number', number: { answer: '52' }, answer: { choice: 'approve', number: '5x' } },
    { what: 'an empty number', number: { answer: '52' }, answer: { choice: 'approve', number: '' } },
  ])('sends nothing for an approval with $what, and can be asked again', async ({ number, answer }) => {
    const { challenge, transaction } = await asked(number);
    await expect(challenge.resolve({ consent: () => answer })).rejects.toMatchObject({ code: 'number_required' });
    expect(transaction?.answer).toBeUndefined();
    await challenge.resolve({ consent: () => ({ choice: 'approve', number: '52' }) });
    expect(transaction?.state).toBe('approved');
  });

  it('says that nothing was approved after a wrong number', async () => {
    const { challenge, enrollment, transaction } = await asked(three);
    const resolving = challenge.resolve({ consent: () => ({ choice: 'approve', number: '17' }) });
    await expect(resolving).rejects.toMatchObject({ code: 'wrong_number' });
    expect(transaction?.state).toBe('denied');
    expect(await enrollment.history()).toMatchObject([{ decision: 'approve', outcome: 'wrongNumber' }]);
  });

  it.each<{ answer: ConsentAnswer }>([{ answer: 'deny' }, { answer: { choice: 'deny', number: '17' } }])(
    'denies without a number: $answer',
    async ({ answer }) => {
      const { challenge, transaction } = await asked(three);
      await challenge.resolve({ consent: () => answer });
      expect(transaction?.state).toBe('denied');
      expect(transaction?.answer?.claims).not.toHaveProperty('cs_number');
    },
  );

  it.each([{ cs_number: [] }, { cs_number: { choices: [] } }, { cs_number: { choices: ['52'] } }])(
    'refuses a challenge with %j: nobody could answer it as it is meant',
    async (claims) => {
      const device = bench.newDevice();
      const enrollment = await device.authenticator.enroll({ accessToken: bench.server.signIn('00uJo'), enableCiba: true });
      bench.server.ask(enrollment.id, claims);
      const { challenges, refused } = await enrollment.retrievePushChallenges();
      expect(challenges).toEqual([]);
      expect(refused).toMatchObject([{ code: 'challenge_malformed' }]);
    },
  );
});
