/** `/api/v1/brands` and their themes. A brand has one theme; logos are not kept: screens show the first letter of the name. */
import { brandInput, themeInput } from '@countersign/contracts';
import {
  type BrandRecord,
  createBrand,
  deleteBrand,
  getBrand,
  getTheme,
  listBrands,
  replaceBrand,
  replaceTheme,
} from '@countersign/engine';
import { z } from 'zod';
import type { ServerContext } from '../../server-context.js';
import { link } from './links.js';
import { created, type ManagementCall, noContent, ok } from './management-call.js';
import { page } from './page.js';
import type { Router } from './router.js';

const collection = '/brands';
const listQuery = z.object({ q: z.string().optional() });

export function brandRoutes(routes: Router, server: ServerContext): void {
  routes.post(collection, async (call) => created(presentBrand(await createBrand(server, call.body(brandInput), call.actor), call.orgUrl)));
  routes.get(collection, (call) =>
    page({
      call,
      path: collection,
      query: call.search({ defaultLimit: 20, maxLimit: 200 }),
      keep: call.query(listQuery),
      read: (query) => listBrands(server, query, call.actor),
      idOf: (brand) => brand.id,
      present: (brand) => presentBrand(brand, call.orgUrl),
    }),
  );
  routes.get(`${collection}/:id`, async (call) => ok(presentBrand(await getBrand(server, call.param('id'), call.actor), call.orgUrl)));
  routes.put(`${collection}/:id`, async (call) => {
    const { id } = await getBrand(server, call.param('id'), call.actor);
    return ok(presentBrand(await replaceBrand(server, { id, input: call.body(brandInput) }, call.actor), call.orgUrl));
  });
  routes.delete(`${collection}/:id`, async (call) => {
    await deleteBrand(server, call.param('id'), call.actor);
    return noContent;
  });
  themeRoutes(routes, server);
}

function themeRoutes(routes: Router, server: ServerContext): void {
  const themes = `${collection}/:id/themes`;
  const named = (call: ManagementCall) => ({ brandId: call.param('id'), themeId: call.param('themeId') });
  routes.get(themes, async (call) => ok([presentTheme(await getBrand(server, call.param('id'), call.actor), call.orgUrl)]));
  routes.get(`${themes}/:themeId`, async (call) => ok(presentTheme(await getTheme(server, named(call), call.actor), call.orgUrl)));
  routes.put(`${themes}/:themeId`, async (call) => {
    await getTheme(server, named(call), call.actor);
    return ok(presentTheme(await replaceTheme(server, { ...named(call), colours: call.body(themeInput) }, call.actor), call.orgUrl));
  });
}

function presentBrand(brand: BrandRecord, orgUrl: string): object {
  const path = `${collection}/${brand.id}`;
  return {
    id: brand.id,
    name: brand.name,
    isDefault: brand.isDefault,
    agreeToCustomPrivacyPolicy: false,
    customPrivacyPolicyUrl: null,
    removePoweredByOkta: true,
    _links: {
      self: brand.isDefault ? link(orgUrl, path, 'GET', 'PUT') : link(orgUrl, path, 'GET', 'PUT', 'DELETE'),
      themes: link(orgUrl, `${path}/themes`),
    },
  };
}

function presentTheme(brand: BrandRecord, orgUrl: string): object {
  return {
    id: brand.themeId,
    ...brand.colours,
    logo: null,
    favicon: null,
    backgroundImage: null,
    _links: { self: link(orgUrl, `${collection}/${brand.id}/themes/${brand.themeId}`, 'GET', 'PUT') },
  };
}
