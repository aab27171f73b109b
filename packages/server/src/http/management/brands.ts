/** `/api/v1/brands` and their themes. A brand has one theme; logos are not kept: screens show the first letter of the name. */
import type { brandOperations, brandOutput, themeOutput } from '@countersign/contracts';
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
import type { z } from 'zod';
import type { ServerContext } from '../../server-context.js';
import type { Handlers, Presented } from './handlers.js';
import { link } from './links.js';
import { listPage } from './list-page.js';

export function brandHandlers(server: ServerContext): Handlers<typeof brandOperations> {
  return {
    createBrand: async (call) => presentBrand(await createBrand(server, call.body(), call.actor), call.orgUrl),
    listBrands: (call) =>
      listPage(call, {
        read: (query) => listBrands(server, query, call.actor),
        idOf: (brand) => brand.id,
        present: (brand) => presentBrand(brand, call.orgUrl),
      }),
    getBrand: async (call) => presentBrand(await getBrand(server, call.path.brandId, call.actor), call.orgUrl),
    async replaceBrand(call) {
      const { id } = await getBrand(server, call.path.brandId, call.actor);
      return presentBrand(await replaceBrand(server, { id, input: call.body() }, call.actor), call.orgUrl);
    },
    deleteBrand: (call) => deleteBrand(server, call.path.brandId, call.actor),
    listBrandThemes: async (call) => [presentTheme(await getBrand(server, call.path.brandId, call.actor), call.orgUrl)],
    getBrandTheme: async (call) => presentTheme(await getTheme(server, call.path, call.actor), call.orgUrl),
    async replaceBrandTheme(call) {
      await getTheme(server, call.path, call.actor);
      return presentTheme(await replaceTheme(server, { ...call.path, colours: call.body() }, call.actor), call.orgUrl);
    },
  };
}

function presentBrand(brand: BrandRecord, orgUrl: string): Presented<z.output<typeof brandOutput>> {
  const path = `/brands/${brand.id}`;
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

function presentTheme(brand: BrandRecord, orgUrl: string): Presented<z.output<typeof themeOutput>> {
  return {
    id: brand.themeId,
    ...brand.colours,
    logo: null,
    favicon: null,
    backgroundImage: null,
    _links: { self: link(orgUrl, `/brands/${brand.id}/themes/${brand.themeId}`, 'GET', 'PUT') },
  };
}
