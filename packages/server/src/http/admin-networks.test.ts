import { describe, expect, it } from 'vitest';
import { createAdminNetworkCheck } from './admin-networks.js';

describe('S-107 ADMIN_NETWORKS', () => {
  const check = createAdminNetworkCheck(['10.1.0.0/16', '192.0.2.7', '2001:db8::/32']);

  it.each([
    ['10.1.2.3', '/api/v1/groups', true],
    ['::ffff:10.1.2.3', '/api/v1/groups', true],
    ['192.0.2.7', '/admin/', true],
    ['2001:db8::1', '/admin', true],
    ['10.2.0.1', '/api/v1/groups?limit=1', false],
    ['10.2.0.1', '/admin', false],
    ['10.2.0.1', '/admin/first-run/code', false],
    ['10.2.0.1', '/api/v1/internal/first-administrator', false],
    ['::ffff:10.2.0.1', '/admin/', false],
    ['192.0.2.8', '/%61dmin/', false],
    ['2001:db9::1', '/api/v1', false],
    ['10.2.0.1', '/api/v10/groups', true],
    ['10.2.0.1', '/administrators', true],
    ['10.2.0.1', '/oauth2/v1/authorize', true],
    ['10.2.0.1', '/idp/myaccount/app-authenticators', true],
  ])('%s at %s: %s', (ip, url, allowed) => {
    if (allowed) check({ ip, url });
    else expect(() => check({ ip, url })).toThrow('E0000006');
  });
});
