/** The shape of what serves an operation: a function from its call to the body of its answer, typed by its schemas. */
import type { Operation } from '@countersign/contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import type { OperationCall } from './operation-call.js';

/** Gives the body; for a stream of events it writes the answer itself and resolves when the stream has begun. */
export type Handler<O extends Operation> = O extends { readonly events: z.ZodType }
  ? (call: OperationCall<O>, exchange: Exchange) => Promise<void>
  : (call: OperationCall<O>) => Promise<AnswerOf<O>>;

/** What a stream of events needs of the framework. */
export interface Exchange {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

/** A handler for each operation of a table: one that is missing, or answers something else, does not compile. */
export type Handlers<Table extends Readonly<Record<string, Operation>>> = { readonly [Id in keyof Table]: Handler<Table[Id]> };

export type AnswerOf<O> = O extends { readonly answer: infer Answer extends z.ZodType } ? Presented<z.output<Answer>> : void;

/** As parsed, but nobody writes to it. */
export type Presented<T> = unknown extends T ? T : { readonly [Member in keyof T]: Presented<T[Member]> };
