/** The first type of authorization details of a quickstart org (RFC 9396): a credit transfer, as banks ask for it. */
import { authorizationDetailsTypeInput, type AuthorizationDetailsTypeInput } from '@countersign/contracts';
import { type Actor, type Administration, createDetailsTypeRecord, listDetailsTypes } from '@countersign/engine';

export const paymentType = 'payment_initiation';

/** On the `default` server. An administrator may have changed it since: only where it is missing is it made. */
export async function ensurePaymentType(admin: Administration, actor: Actor): Promise<void> {
  const known = await listDetailsTypes(admin, 'default', actor);
  if (known.some(({ type }) => type === paymentType)) return;
  await createDetailsTypeRecord(admin, { serverId: 'default', input: paymentInitiation() }, actor);
}

function paymentInitiation(): AuthorizationDetailsTypeInput {
  const words = (maxLength: number) => ({ type: 'string', minLength: 1, maxLength });
  return authorizationDetailsTypeInput.parse({
    type: paymentType,
    schema: {
      type: 'object',
      properties: {
        instructedAmount: {
          type: 'object',
          properties: {
            currency: { type: 'string', pattern: '^[A-Z]{3}$' },
            // text, not a number: no reader may round it; 0 is no payment
            amount: { type: 'string', pattern: '^(?:0|[1-9][0-9]{0,11})(?:\\.[0-9]{1,3})?$', not: { pattern: '^0(?:\\.0{1,3})?$' } },
          },
          required: ['currency', 'amount'],
        },
        // lengths of the SEPA credit transfer
        creditorName: words(70),
        creditorAccount: { type: 'object', properties: { iban: { type: 'string', format: 'iban' } }, required: ['iban'] },
        remittanceInformationUnstructured: words(140),
      },
      required: ['instructedAmount', 'creditorName', 'creditorAccount'],
    },
    display: [
      { label: { en: 'Amount', de: 'Betrag', ar: 'المبلغ' }, path: 'instructedAmount', format: 'amount' },
      { label: { en: 'To', de: 'An', ar: 'إلى' }, path: 'creditorName' },
      { label: { en: 'Account', de: 'Konto', ar: 'الحساب' }, path: 'creditorAccount.iban', format: 'iban' },
      { label: { en: 'Reference', de: 'Verwendungszweck', ar: 'المرجع' }, path: 'remittanceInformationUnstructured' },
      { label: { en: 'Kind', de: 'Art', ar: 'النوع' }, text: { en: 'Payment', de: 'Zahlung', ar: 'دفعة' } },
    ],
  });
}
