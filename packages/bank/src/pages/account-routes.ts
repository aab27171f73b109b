import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Person } from '../approvals/approval.js';
import type { Bank } from '../bank.js';
import { readTransfer, type TransferInput } from '../money/read-transfer.js';
import { sendPage } from '../web/layout.js';
import { formField, isOwnForm, type Session } from '../web/session.js';
import { accountPage, accountsPage } from './accounts-page.js';
import { problemPage } from './problem-page.js';
import { transferPage } from './transfer-page.js';

interface Visitor {
  readonly session: Session;
  readonly person: Person;
}

const emptyForm: TransferInput = { from: '', payee: '', iban: '', amount: '', reference: '' };

export function accountRoutes(app: FastifyInstance, bank: Bank): void {
  const { ledger, now } = bank;

  /** A page for people who are signed in; everybody else is sent to the sign-in. */
  const signedIn = (show: (visitor: Visitor, request: FastifyRequest, reply: FastifyReply) => unknown) => {
    return async (request: FastifyRequest, reply: FastifyReply): Promise<unknown> => {
      const session = bank.sessions.of(request, reply);
      const { person } = session;
      return person === undefined ? reply.redirect('/sign-in', 303) : show({ session, person }, request, reply);
    };
  };

  app.get(
    '/accounts',
    signedIn(({ session, person }, _request, reply) =>
      sendPage(reply, session, accountsPage(person.name, ledger.accountsOf(person.sub), now())),
    ),
  );

  app.get<{ Params: { id: string } }>('/accounts/:id', (request, reply) =>
    signedIn(({ session, person }) => {
      const account = ledger.accountsOf(person.sub).find(({ id }) => id === request.params.id);
      if (account !== undefined) return sendPage(reply, session, accountPage(account, now()));
      return sendPage(reply, session, problemPage(404, 'There is no such account', 'Choose one of your accounts.'));
    })(request, reply),
  );

  app.get<{ Querystring: { from?: string } }>('/transfers/new', (request, reply) =>
    signedIn(({ session, person }) => {
      const input = { ...emptyForm, from: String(request.query.from ?? '') };
      return sendPage(reply, session, transferPage(session, { accounts: ledger.accountsOf(person.sub), input, faults: [] }));
    })(request, reply),
  );

  // where a form was refused, when its address is opened again
  app.get('/transfers', (_request, reply) => reply.redirect('/transfers/new'));

  app.post(
    '/transfers',
    signedIn(async ({ session, person }, request, reply) => {
      const accounts = ledger.accountsOf(person.sub);
      const input = {
        from: formField(request, 'from'),
        payee: formField(request, 'payee'),
        iban: formField(request, 'iban'),
        amount: formField(request, 'amount'),
        reference: formField(request, 'reference'),
      };
      if (!isOwnForm(session, request))
        return sendPage(reply, session, problemPage(403, 'This form is not valid any more', 'Start the transfer again.'));
      const reading = readTransfer(input, accounts);
      if ('faults' in reading) return sendPage(reply, session, transferPage(session, { accounts, input, faults: reading.faults }));
      const purpose = { kind: 'payment', order: reading.order } as const;
      const approval = await bank.approvals.start({ sessionId: session.id, purpose, person });
      return reply.redirect(`/approvals/${approval.id}`, 303);
    }),
  );
}
