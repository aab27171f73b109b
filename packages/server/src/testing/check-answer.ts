import { isDeepStrictEqual } from 'node:util';
import type { Operation } from '@countersign/contracts';

/** Throws unless the answer fits the schema of its operation and has no member the schema does not name. */
export function checkAnswer(operation: Operation, body: unknown): void {
  if (operation.answer === undefined) {
    if (body !== undefined) throw new Error(`${operation.id} answers although it declares no answer`);
    return;
  }
  // as it goes over the wire: members that are undefined are not there
  const sent: unknown = JSON.parse(JSON.stringify(body));
  const parsed = operation.answer.safeParse(sent);
  if (!parsed.success) throw new Error(`${operation.id} answers what its schema does not allow: ${parsed.error.message}`);
  if (!isDeepStrictEqual(parsed.data, sent))
    throw new Error(
      `${operation.id} answers members its schema does not name: ${JSON.stringify(sent)} instead of ${JSON.stringify(parsed.data)}`,
    );
}
