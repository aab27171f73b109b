/** `ADMIN_NETWORKS`: from where the org can be administered (decisions 4.5, security model S-107). */
import { BlockList, isIP } from 'node:net';
import { ApiError } from '@countersign/engine';
import type { FastifyRequest } from 'fastify';
import { pathOf } from './url-family.js';

/** `request.ip` believes trusted proxies only. Throws E0000006. */
export function createAdminNetworkCheck(networks: readonly string[]): (request: Pick<FastifyRequest, 'ip' | 'url'>) => void {
  const list = new BlockList();
  for (const network of networks) {
    const [address = '', bits] = network.split('/');
    const version = isIP(address) === 4 ? 'ipv4' : 'ipv6';
    if (bits === undefined) list.addAddress(address, version);
    else list.addSubnet(address, Number(bits), version);
  }
  return ({ ip, url }) => {
    // an IPv4 client of a socket that speaks both is ::ffff:a.b.c.d; the list knows both forms
    if (administers(pathOf(url)) && !list.check(ip, isIP(ip) === 4 ? 'ipv4' : 'ipv6'))
      throw new ApiError('E0000006', { reason: 'not from a network of ADMIN_NETWORKS' });
  };
}

/** In whatever spelling the router still takes for these paths. */
function administers(path: string): boolean {
  const plain = decoded(path)
    .toLowerCase()
    .replace(/\/{2,}/g, '/');
  return ['/admin', '/api/v1'].some((root) => plain === root || plain.startsWith(`${root}/`));
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
