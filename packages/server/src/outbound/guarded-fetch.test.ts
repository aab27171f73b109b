import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { lookup } from 'node:dns';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createGuardedFetch, OutboundError } from './guarded-fetch.js';
import { isLoopbackAddress, isPublicAddress } from './public-address.js';

let target: Server;
let port: number;
let hits = 0;

beforeAll(async () => {
  target = createServer((request, response) => {
    hits += 1;
    const json = { 'content-type': 'application/json' };
    if (request.url === '/redirect') response.writeHead(302, { location: '/ok' }).end();
    else if (request.url === '/huge') response.writeHead(200, json).end(`"${'x'.repeat(300 * 1024)}"`);
    else if (request.url === '/text') response.writeHead(200, { 'content-type': 'text/html' }).end('{}');
    else if (request.url === '/broken') response.writeHead(200, json).end('{');
    else response.writeHead(200, json).end('{"keys":[]}');
  });
  await new Promise<void>((resolve) => target.listen(0, '127.0.0.1', resolve));
  port = (target.address() as AddressInfo).port; // a TCP server's address is an object
});
afterAll(() => new Promise((resolve) => target.close(resolve)));

/** A resolver that answers what it is told. */
function resolvingTo(...addresses: readonly string[]): typeof lookup {
  const answer = (_name: string, _options: unknown, callback: (error: null, found: { address: string; family: number }[]) => void) =>
    callback(
      null,
      addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    );
  return answer as unknown as typeof lookup; // the guard only calls the overload with options and all addresses
}

describe('guarded fetch', () => {
  it.each([
    'https://127.0.0.1/',
    'https://127.1/',
    'https://2130706433/',
    'https://0x7f.1/',
    'https://0x7f000001/',
    'https://017700000001/',
    'https://0177.0.0.1/',
    'https://[::1]/',
    'https://[::ffff:127.0.0.1]/',
    'https://[::ffff:7f00:1]/',
    'https://[0:0:0:0:0:ffff:10.0.0.1]/',
    'https://[64:ff9b::7f00:1]/',
    'https://[::127.0.0.1]/',
    'https://[::]/',
    'https://0.0.0.0/',
    'https://0/',
    'https://10.1.2.3/',
    'https://172.31.255.255/',
    'https://192.168.0.1/',
    'https://169.254.169.254/latest/meta-data/',
    'https://100.64.0.1/',
    'https://[fd00::1]/',
    'https://[fe80::1]/',
    'https://[2002:7f00:1::]/',
    'https://[2001:db8::1]/',
    'https://255.255.255.255/',
    'https://①②⑦.0.0.1/',
    'https://127.0.0.1./',
  ])('S-108 refuses the private address %s in production', async (url) => {
    const fetcher = createGuardedFetch({ allowLoopback: false });
    await expect(fetcher.fetchJson(url)).rejects.toThrow(new OutboundError('The address is not public.'));
    await fetcher.close();
  });

  it.each([
    'http://example.com/',
    'ftp://example.com/',
    'file:///etc/passwd',
    'data:application/json,{}',
    'gopher://example.com/',
    'not a url',
    '',
  ])('refuses %j, which is not https', async (url) => {
    const fetcher = createGuardedFetch({ allowLoopback: true });
    await expect(fetcher.fetchJson(url)).rejects.toThrow(OutboundError);
    await fetcher.close();
  });

  it('refuses credentials in the address', async () => {
    const fetcher = createGuardedFetch({ allowLoopback: true });
    await expect(fetcher.fetchJson(`http://user:secret@127.0.0.1:${port}/`)).rejects.toThrow('credentials');
    await fetcher.close();
  });

  it.each([[['127.0.0.1']], [['93.184.216.34', '10.0.0.1']], [['::1']], [['::ffff:169.254.169.254']], [[]]])(
    'refuses a public name that resolves to %j',
    async (addresses) => {
      const before = hits;
      const fetcher = createGuardedFetch({ allowLoopback: false, lookup: resolvingTo(...addresses) });
      const failure = await fetcher.fetchJson(`https://rebind.example:${port}/ok`).catch((error: unknown) => error);
      expect(failure).toBeInstanceOf(OutboundError);
      expect((failure as OutboundError).cause).toMatchObject({ message: 'The name does not resolve to public addresses.' });
      expect(hits).toBe(before);
      await fetcher.close();
    },
  );

  it('refuses localhost by name in production', async () => {
    const fetcher = createGuardedFetch({ allowLoopback: false });
    await expect(fetcher.fetchJson(`https://localhost:${port}/ok`)).rejects.toThrow(OutboundError);
    await fetcher.close();
  });

  it('reaches loopback over http in development mode only', async () => {
    const development = createGuardedFetch({ allowLoopback: true });
    await expect(development.fetchJson(`http://127.0.0.1:${port}/ok`)).resolves.toEqual({ keys: [] });
    await expect(development.fetchJson(`http://localhost:${port}/ok`)).resolves.toEqual({ keys: [] });
    await expect(development.fetchJson(`http://10.0.0.1:${port}/ok`)).rejects.toThrow(OutboundError);
    await development.close();
  });

  it.each([
    ['/redirect', 'answered 302'],
    ['/huge', 'could not be fetched'],
    ['/text', 'did not answer JSON'],
    ['/broken', 'well-formed'],
  ])('takes neither redirects, nor large, nor foreign answers: %s', async (path, message) => {
    const fetcher = createGuardedFetch({ allowLoopback: true });
    await expect(fetcher.fetchJson(`http://127.0.0.1:${port}${path}`)).rejects.toThrow(message);
    await fetcher.close();
  });
});

describe('public addresses', () => {
  it.each(['93.184.216.34', '1.1.1.1', '2606:4700:4700::1111', '64:ff9b::101:101', '::ffff:1.1.1.1'])('%s is public', (address) => {
    expect(isPublicAddress(address)).toBe(true);
    expect(isLoopbackAddress(address)).toBe(false);
  });
  it.each(['::1', '127.8.8.8', '::ffff:127.0.0.1', '::ffff:7f00:1'])('%s is loopback', (address) => {
    expect(isLoopbackAddress(address)).toBe(true);
    expect(isPublicAddress(address)).toBe(false);
  });
});
