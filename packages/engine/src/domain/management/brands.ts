/** Brands and their themes: what people know the org, or one of its authenticators, by. One brand is the org's default. */
import { type BrandInput, defaultThemeColours, type ThemeColours } from '@countersign/contracts';
import type { BrandRecord } from '../../ports/management/brand-store.js';
import type { SearchQuery } from '../../ports/management/paging.js';
import { notFound, validationFailed } from '../api-error.js';
import { newId } from '../id.js';
import { announce, changeEvent, type Actor, type Administration } from './administration.js';
import { type ChangedFields, changedFields } from './changed-fields.js';

/** Throws E0000007. */
export async function getBrand(admin: Administration, id: string, actor: Actor): Promise<BrandRecord> {
  const brand = await admin.management.brands.findById(actor.orgId, id);
  if (brand === undefined) throw notFound(id, 'Brand');
  return brand;
}

export function listBrands(admin: Administration, query: SearchQuery, actor: Actor): Promise<readonly BrandRecord[]> {
  return admin.management.brands.list(actor.orgId, query);
}

/** Throws E0000001 when a brand has this name. */
export function createBrand(admin: Administration, input: BrandInput, actor: Actor): Promise<BrandRecord> {
  return insertBrand(admin, { name: input.name, colours: defaultThemeColours, isDefault: false }, actor);
}

interface DefaultBrand {
  readonly name: string;
  readonly colours?: ThemeColours;
}

/** What every start makes sure of; one that is there stays as it is. */
export async function ensureDefaultBrand(
  admin: Administration,
  { name, colours = defaultThemeColours }: DefaultBrand,
  actor: Actor,
): Promise<void> {
  if ((await admin.management.brands.findDefault(actor.orgId)) === undefined) {
    await insertBrand(admin, { name, colours, isDefault: true }, actor);
  }
}

async function insertBrand(
  admin: Administration,
  facts: Pick<BrandRecord, 'name' | 'colours' | 'isDefault'>,
  actor: Actor,
): Promise<BrandRecord> {
  const { clock, random } = admin.engine;
  const now = clock.now();
  const brand: BrandRecord = {
    ...facts,
    id: newId(random, 'bnd'),
    orgId: actor.orgId,
    themeId: newId(random, 'thd'),
    createdAt: now,
    updatedAt: now,
  };
  const event = brandEvent(admin, actor, { verb: 'create', brand });
  if ((await admin.management.brands.insert({ brand, event })) === 'duplicate') throw duplicate();
  await changed(admin, brand.id);
  return brand;
}

/** Replaces the name. Throws E0000007, E0000001. */
export async function replaceBrand(
  admin: Administration,
  { id, input }: { readonly id: string; readonly input: BrandInput },
  actor: Actor,
): Promise<BrandRecord> {
  return write(admin, await getBrand(admin, id, actor), { name: input.name }, actor);
}

/** Throws E0000007 also for another brand's theme. */
export async function getTheme(
  admin: Administration,
  { brandId, themeId }: { readonly brandId: string; readonly themeId: string },
  actor: Actor,
): Promise<BrandRecord> {
  const brand = await getBrand(admin, brandId, actor);
  if (brand.themeId !== themeId) throw notFound(themeId, 'Theme');
  return brand;
}

/** Counts for the next page people open. */
export async function replaceTheme(
  admin: Administration,
  { brandId, themeId, colours }: { readonly brandId: string; readonly themeId: string; readonly colours: ThemeColours },
  actor: Actor,
): Promise<BrandRecord> {
  return write(admin, await getTheme(admin, { brandId, themeId }, actor), { colours }, actor);
}

/** Throws E0000001 for the default brand and for one that an authenticator names. */
export async function deleteBrand(admin: Administration, id: string, actor: Actor): Promise<void> {
  const brand = await getBrand(admin, id, actor);
  if (brand.isDefault) throw validationFailed('brand', ['brand: the default brand cannot be deleted']);
  const event = brandEvent(admin, actor, { verb: 'delete', brand });
  switch (await admin.management.brands.delete({ orgId: actor.orgId, id, event })) {
    case 'done':
      return changed(admin, id);
    case 'not-found':
      throw notFound(id, 'Brand');
    case 'in-use':
      throw validationFailed('brand', ['brand: an authenticator uses this brand: give it another one first']);
  }
}

async function write(
  admin: Administration,
  before: BrandRecord,
  change: Partial<Pick<BrandRecord, 'name' | 'colours'>>,
  actor: Actor,
): Promise<BrandRecord> {
  const brand: BrandRecord = { ...before, ...change, updatedAt: admin.engine.clock.now() };
  const changes = changedFields({ name: before.name, ...before.colours }, { name: brand.name, ...brand.colours });
  switch (await admin.management.brands.replace({ brand, event: brandEvent(admin, actor, { verb: 'update', brand, changes }) })) {
    case 'done':
      await changed(admin, brand.id);
      return brand;
    case 'not-found':
      throw notFound(brand.id, 'Brand');
    case 'duplicate':
      throw duplicate();
  }
}

interface BrandEvent {
  readonly verb: 'create' | 'update' | 'delete';
  readonly brand: BrandRecord;
  readonly changes?: ChangedFields | undefined;
}

function brandEvent(admin: Administration, actor: Actor, { verb, brand, changes }: BrandEvent) {
  return changeEvent(admin, actor, {
    eventType: `system.brand.${verb}`,
    displayMessage: `${verb.charAt(0).toUpperCase()}${verb.slice(1)} brand`,
    targets: [{ id: brand.id, type: 'Brand', displayName: brand.name }],
    changes,
  });
}

function changed(admin: Administration, id: string): Promise<void> {
  return announce(admin, [{ kind: 'changed', record: 'brand', id }]);
}

function duplicate() {
  return validationFailed('name', ['name: a brand with this name exists']);
}
