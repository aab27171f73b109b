import { z } from 'zod';
import { brandInput, brandOutput, themeInput, themeOutput } from '../brands.js';
import { nameQuery } from '../query-parameters.js';
import { operations } from './operation.js';

/** `/api/v1/brands` and their themes. A brand has one theme. */
export const brandOperations = operations('Brand', {
  createBrand: {
    method: 'POST',
    path: '/api/v1/brands',
    summary: 'Create a brand',
    access: 'okta.brands.manage',
    body: brandInput,
    status: 201,
    answer: brandOutput,
  },
  listBrands: {
    method: 'GET',
    path: '/api/v1/brands',
    summary: 'List brands',
    access: 'okta.brands.read',
    query: nameQuery,
    list: { defaultLimit: 20, maxLimit: 200 },
    status: 200,
    answer: z.array(brandOutput),
  },
  getBrand: {
    method: 'GET',
    path: '/api/v1/brands/{brandId}',
    summary: 'Read a brand',
    access: 'okta.brands.read',
    status: 200,
    answer: brandOutput,
  },
  replaceBrand: {
    method: 'PUT',
    path: '/api/v1/brands/{brandId}',
    summary: 'Replace a brand',
    access: 'okta.brands.manage',
    body: brandInput,
    status: 200,
    answer: brandOutput,
  },
  deleteBrand: {
    method: 'DELETE',
    path: '/api/v1/brands/{brandId}',
    summary: 'Delete a brand',
    access: 'okta.brands.manage',
    status: 204,
  },
  listBrandThemes: {
    method: 'GET',
    path: '/api/v1/brands/{brandId}/themes',
    summary: 'List the themes of a brand',
    access: 'okta.brands.read',
    status: 200,
    answer: z.array(themeOutput),
  },
  getBrandTheme: {
    method: 'GET',
    path: '/api/v1/brands/{brandId}/themes/{themeId}',
    summary: 'Read a theme of a brand',
    access: 'okta.brands.read',
    status: 200,
    answer: themeOutput,
  },
  replaceBrandTheme: {
    method: 'PUT',
    path: '/api/v1/brands/{brandId}/themes/{themeId}',
    summary: 'Replace a theme of a brand',
    access: 'okta.brands.manage',
    body: themeInput,
    status: 200,
    answer: themeOutput,
  },
});
