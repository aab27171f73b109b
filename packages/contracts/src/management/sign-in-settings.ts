/** How people sign in, as an administrator sets it. Ours. */
import { z } from 'zod';

/** Members that are left out take the value of a new org. */
export const signInPolicyInput = z
  .strictObject({
    secondFactor: z.enum(['never', 'whenEnrolled', 'always']).optional(),
    numberChallenge: z.enum(['off', 'choose', 'type']).optional(),
    /** `off`: devices are enrolled by signing in on them only. */
    enrollmentLinks: z.enum(['allowed', 'off']).optional(),
  })
  .meta({ id: 'SignInPolicyInput' });
export type SignInPolicyInput = z.output<typeof signInPolicyInput>;

/** Members that are left out take the value of a new org. */
export const lockoutInput = z
  .strictObject({
    maxFailures: z.int().min(1).max(100).optional(),
    windowMinutes: z.int().min(1).max(1440).optional(),
    /** 0: until an administrator unlocks. */
    lockMinutes: z.int().min(0).max(10_080).optional(),
  })
  .meta({ id: 'LockoutInput' });
export type LockoutInput = z.output<typeof lockoutInput>;

export const signInPolicyOutput = z
  .object({
    secondFactor: z.enum(['never', 'whenEnrolled', 'always']),
    numberChallenge: z.enum(['off', 'choose', 'type']),
    enrollmentLinks: z.enum(['allowed', 'off']).optional(),
  })
  .meta({ id: 'SignInPolicy' });
export const lockoutOutput = z.object({ maxFailures: z.int(), windowMinutes: z.int(), lockMinutes: z.int() }).meta({ id: 'Lockout' });
