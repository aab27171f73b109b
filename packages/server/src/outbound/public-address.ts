/** Which addresses the guarded fetch may connect to: global unicast only (IANA special-purpose registries, RFC 6890). */
import { BlockList, isIP } from 'node:net';

const specialV4 = blockList('ipv4', [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
]);
const globalV6 = blockList('ipv6', [['2000::', 3]]);
/** Inside 2000::/3, yet not of the internet: protocol assignments with Teredo, documentation, 6to4. */
const specialV6 = blockList('ipv6', [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
]);
/** Addresses that carry an IPv4 address in their last 32 bits: v4-mapped, NAT64. */
const carriesV4 = blockList('ipv6', [
  ['::ffff:0:0', 96],
  ['64:ff9b::', 96],
]);
const loopbackV6 = blockList('ipv6', [['::1', 128]]);
const loopbackV4 = blockList('ipv4', [['127.0.0.0', 8]]);

/** `address` is a literal without brackets; anything else is not public. */
export function isPublicAddress(address: string): boolean {
  const version = isIP(address);
  if (version === 4) return !specialV4.check(address, 'ipv4');
  if (version === 6) {
    const embedded = embeddedV4(address);
    if (embedded !== undefined) return isPublicAddress(embedded);
    return globalV6.check(address, 'ipv6') && !specialV6.check(address, 'ipv6');
  }
  return false;
}

export function isLoopbackAddress(address: string): boolean {
  const version = isIP(address);
  if (version === 4) return loopbackV4.check(address, 'ipv4');
  if (version !== 6) return false;
  const embedded = embeddedV4(address);
  return embedded === undefined ? loopbackV6.check(address, 'ipv6') : isLoopbackAddress(embedded);
}

function embeddedV4(address: string): string | undefined {
  const plain = address.split('%')[0] ?? address;
  if (!carriesV4.check(plain, 'ipv6')) return undefined;
  // the URL parser writes the address in its shortest form, whose last two groups are the IPv4 address
  const host = new URL(`http://[${plain}]/`).hostname.slice(1, -1);
  const groups = host.split(':');
  const [high = '0', low = '0'] = groups.slice(-2);
  const bits = [Number.parseInt(high === '' ? '0' : high, 16), Number.parseInt(low === '' ? '0' : low, 16)];
  return bits.flatMap((group) => [group >> 8, group & 0xff]).join('.');
}

function blockList(family: 'ipv4' | 'ipv6', networks: readonly (readonly [string, number])[]): BlockList {
  const list = new BlockList();
  for (const [address, prefix] of networks) list.addSubnet(address, prefix, family);
  return list;
}
