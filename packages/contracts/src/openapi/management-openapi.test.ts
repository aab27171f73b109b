import { readFileSync } from 'node:fs';
import { validate } from '@readme/openapi-parser';
import { describe, expect, it } from 'vitest';
import * as contracts from '../index.js';
import { managementOpenApi } from './management-openapi.js';

const { managementOperations } = contracts;
const table: readonly contracts.Operation[] = Object.values(managementOperations);
const document = managementOpenApi({ orgUrl: 'https://id.example.com', sessionCookie: '__Host-countersign_session' });

describe('the table of operations', () => {
  it('holds every operation of every resource, each under its own id', () => {
    const resources = Object.entries(contracts).filter(([name]) => name.endsWith('Operations') && name !== 'managementOperations');
    const ids = resources.flatMap(([, operations]) => Object.keys(operations));
    expect(ids.toSorted()).toEqual(Object.keys(managementOperations).toSorted());
    expect(new Set(ids).size).toBe(ids.length);
    for (const [id, operation] of Object.entries(managementOperations)) expect(operation.id).toBe(id);
  });

  it('has each method of a path once, and one name for the parameter at a place', () => {
    const shapes = new Map<string, string>();
    const served = new Set<string>();
    for (const { method, path } of table) {
      const shape = path.replaceAll(/\{\w+\}/g, '{}');
      expect(shapes.get(shape) ?? path).toBe(path);
      shapes.set(shape, path);
      expect(served.has(`${method} ${path}`)).toBe(false);
      served.add(`${method} ${path}`);
    }
  });

  it('takes the right to manage for what changes something', () => {
    const reading = table.filter(({ method, access }) => method !== 'GET' && !access.endsWith('.manage'));
    expect(reading.map(({ id }) => id)).toEqual(['previewTokens']);
  });
});

describe('the page of the documentation', () => {
  it('names every collection of the API', () => {
    const page = readFileSync(new URL('../../../../docs/management-api.md', import.meta.url), 'utf8');
    const collections = new Set(table.map(({ path }) => `\`/${path.split('/')[3] ?? ''}\``));
    for (const collection of collections) expect(page).toContain(collection);
  });
});

describe('the OpenAPI document', () => {
  it('is valid OpenAPI 3.1', async () => {
    expect(await validate(JSON.parse(JSON.stringify(document)))).toEqual({ valid: true, warnings: [], specification: 'OpenAPI' });
  });

  it('describes every operation with its access, its input, its answer and how it fails', () => {
    for (const { method, path, id, access, status, answer } of table) {
      const described = document.paths[path]?.[method.toLowerCase()];
      expect(described).toMatchObject({
        operationId: id,
        security: [{ apiToken: [] }, { oauth2: [access] }, { consoleSession: [] }],
        responses: {
          [status]: answer === undefined ? {} : { content: { 'application/json': { schema: {} } } },
          401: {},
          403: {},
          429: {},
          default: {},
        },
      });
    }
  });

  it('writes lists with their limits and links, and bodies as components', () => {
    expect(document.paths['/api/v1/groups']?.['get']).toMatchObject({
      parameters: expect.arrayContaining([
        expect.objectContaining({ name: 'limit', schema: { type: 'integer', minimum: 1, maximum: 10_000, default: 200 } }),
        expect.objectContaining({ name: 'after' }),
        expect.objectContaining({ name: 'filter', description: expect.any(String) }),
      ]),
      responses: { 200: { headers: { Link: {}, 'X-Rate-Limit-Reset': {} } } },
    });
    expect(document.paths['/api/v1/groups']?.['post']).toMatchObject({
      requestBody: { required: true, content: { 'application/json': { schema: { $ref: '#/components/schemas/GroupInput' } } } },
      responses: { 200: { content: { 'application/json': { schema: { $ref: '#/components/schemas/Group' } } } } },
    });
    expect(document['components']).toMatchObject({ schemas: { GroupInput: { examples: [{ profile: { name: 'Payments' } }] } } });
  });

  it('shows only examples that are accepted', () => {
    const bodies = table.flatMap(({ id, body }) => (body === undefined ? [] : [{ id, body }]));
    const shown = bodies.flatMap(({ id, body }) => Object.values(body.meta()?.examples ?? {}).map((example) => ({ id, body, example })));
    expect(shown.length).toBeGreaterThan(5);
    for (const { id, body, example } of shown) expect([id, body.safeParse(example).error]).toEqual([id, undefined]);
  });

  it('has no reference that leads nowhere', () => {
    const text = JSON.stringify(document);
    const names = [...text.matchAll(/"#\/components\/(\w+)\/([^"]+)"/g)].map(([, kind = '', name = '']) => ({ kind, name }));
    expect(names.length).toBeGreaterThan(500);
    for (const { kind, name } of names) expect(document).toHaveProperty(['components', kind, name]);
    expect(text).not.toContain('$defs');
  });
});
