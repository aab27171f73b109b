import { InvalidArgumentError, Option } from 'commander';
import { verificationOutcomes } from './device/simulated-device.js';

/** A number of seconds, fractions allowed. */
export function secondsOption(flags: string, description: string, fallback: number): Option {
  return new Option(flags, description).default(fallback).argParser((text) => {
    const seconds = Number(text);
    if (!Number.isFinite(seconds) || seconds < 0 || text.trim() === '') throw new InvalidArgumentError('It must be a number of seconds.');
    return seconds;
  });
}

export function verifyOption(): Option {
  const choices = Object.keys(verificationOutcomes);
  return new Option('--verify <how>', 'how user verification goes, when it is asked').choices(choices).default('ok');
}
