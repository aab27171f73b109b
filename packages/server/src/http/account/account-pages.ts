/** What the files of `/account/security` share: who may see and change, and the way in. */
import type { Form, Org, Session, User } from '@countersign/engine';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ServerContext } from '../../server-context.js';
import type { SecurityNotice } from './security-pages.js';

export type FormRequest<Params = unknown> = FastifyRequest<{ Body: Form; Params: Params }>;

/** Somebody who may see and change. */
export interface Owner {
  readonly kind: 'owner';
  readonly org: Org;
  readonly user: User;
  readonly session: Session;
  readonly formId: string;
}

/** The owner, or the answer that was sent because something has to be done first. */
export type Entry = Owner | { readonly kind: 'sent'; readonly reply: FastifyReply };

export interface AccountPages {
  readonly enter: (server: ServerContext, request: FastifyRequest, reply: FastifyReply) => Promise<Entry>;
  /** As `enter`, for a form of our own. */
  readonly enterByForm: (server: ServerContext, request: FormRequest, reply: FastifyReply) => Promise<Entry>;
  /** The overview, with what just happened. */
  readonly show: (
    server: ServerContext,
    owner: Owner,
    notice: SecurityNotice | undefined,
    request: FastifyRequest,
    reply: FastifyReply,
  ) => Promise<FastifyReply>;
}
