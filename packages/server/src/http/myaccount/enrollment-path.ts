import { ApiError } from '@countersign/engine';
import type { FastifyRequest } from 'fastify';

export interface EnrollmentPath {
  readonly Params: { readonly enrollmentId: string };
}

const enrollmentIdForm = /^[A-Za-z0-9_-]{1,64}$/;

export function isEnrollmentId(text: string): boolean {
  return enrollmentIdForm.test(text);
}

/** The id in the path; what cannot be an id is unknown, without asking the store. */
export function enrollmentIdOf(request: FastifyRequest<EnrollmentPath>, unknown: 'E0000007' | 'E0000008'): string {
  const { enrollmentId } = request.params;
  if (!isEnrollmentId(enrollmentId)) throw new ApiError(unknown, { reason: 'not an enrollment id' });
  return enrollmentId;
}
