/** What the variables of the environment may hold: each takes its text, or `undefined` when it is unset or empty. */
import { isIP } from 'node:net';
import { z } from 'zod';
import { isLoopbackHost } from './loopback.js';

/** A whole number within bounds. */
export const integer = (fallback: number, minimum: number, maximum: number) =>
  z
    .string()
    .regex(/^\d{1,9}$/, 'must be a whole number')
    .transform(Number)
    .refine((value) => value >= minimum && value <= maximum, `must be between ${minimum} and ${maximum}`)
    .optional()
    .transform((value) => value ?? fallback);

/** Items separated by commas. */
export const list = z
  .string()
  .optional()
  .transform((text) =>
    (text ?? '')
      .split(',')
      .map((item) => item.trim())
      .filter((item) => item !== ''),
  );

/** A URL without path, query, fragment and credentials; given back without the trailing slash. */
export const baseUrl = z.string().transform((text, context) => {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const clean =
    url !== undefined && url.pathname === '/' && url.search === '' && url.hash === '' && url.username === '' && url.password === '';
  if (!clean || (url.protocol !== 'https:' && url.protocol !== 'http:')) {
    context.addIssue({ code: 'custom', message: 'must be an http or https URL of host and port only, such as https://id.example.com' });
    return z.NEVER;
  }
  return url.origin;
});

/** Where a service of somebody else is reached; given back without a trailing slash. */
export const serviceUrl = (fallback: string) =>
  z
    .string()
    .optional()
    .transform((text, context) => {
      const url = URL.canParse(text ?? fallback) ? new URL(text ?? fallback) : undefined;
      const safe = url?.protocol === 'https:' || (url?.protocol === 'http:' && isLoopbackHost(url.hostname));
      if (url === undefined || !safe || `${url.search}${url.hash}${url.username}${url.password}` !== '') {
        context.addIssue({ code: 'custom', message: 'must be an https URL without query and credentials (http within this machine only)' });
        return z.NEVER;
      }
      return url.href.replace(/\/$/, '');
    });

/** 32 bytes in base64url. */
export const secretKey = z.string().transform((text, context) => {
  const key = Buffer.from(text, 'base64url');
  if (key.length !== 32 || key.toString('base64url') !== text.replace(/=+$/, '')) {
    context.addIssue({ code: 'custom', message: 'must be 32 random bytes in base64url (43 characters)' });
    return z.NEVER;
  }
  return new Uint8Array(key);
});

/** An IP address or a network. */
export const network = z.string().refine((text) => {
  const [address = '', bits] = text.split('/');
  const version = isIP(address);
  return version !== 0 && (bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128)));
}, 'must be IP addresses or networks such as 10.0.0.0/8, separated by commas');
