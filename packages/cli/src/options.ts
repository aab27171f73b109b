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

/** A list written as JSON; handed on as it was typed. */
export function jsonListOption(flags: string, description: string): Option {
  return new Option(flags, description).argParser((text) => {
    try {
      if (Array.isArray(JSON.parse(text))) return text;
    } catch {
      // said below
    }
    throw new InvalidArgumentError('It must be a JSON list, in quotes: \'[{"type":"…"}]\'.');
  });
}

export function verifyOption(): Option {
  const choices = Object.keys(verificationOutcomes);
  return new Option('--verify <how>', 'how user verification goes, when it is asked').choices(choices).default('ok');
}
