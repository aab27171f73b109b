/**
 * Keys of simulated devices say so in their id. The id is in the header of every answer the device signs and in the key that verifies it, so
 * evidence of a simulation can never be taken for a person's.
 */
export const simulatedKeyPrefix = 'SIMULATED-';

export function isSimulatedKey(kid: string): boolean {
  return kid.startsWith(simulatedKeyPrefix);
}
