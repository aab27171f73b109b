import { validationFailed } from '@countersign/engine';
import type { z } from 'zod';

/** The body as its schema says. Throws E0000001 with one line for each fault; the lines name members, never values. */
export function readBody<Output>(schema: z.ZodType<Output>, body: unknown, subject: string): Output {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const causes = parsed.error.issues.slice(0, 20).map(({ path, message }) => `${path.length === 0 ? subject : path.join('.')}: ${message}`);
  throw validationFailed(subject, causes);
}
