/** Links between resources, as answers carry them (okta-api 3). */
import { z } from 'zod';

export interface ResourceLink {
  /** Which of several links of the same kind. */
  name?: string | undefined;
  href: string;
  hints: { allow: LinkMethod[] };
}
export type LinkMethod = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

const resourceLink = z
  .object({
    name: z.string().optional(),
    href: z.url(),
    hints: z.object({ allow: z.array(z.enum(['GET', 'POST', 'PUT', 'PATCH', 'DELETE'])) }),
  })
  .meta({ id: 'Link' });
const related = z.union([resourceLink, z.array(resourceLink)]);

export interface Links {
  [relation: string]: ResourceLink | ResourceLink[];
}
/** By relation. What can be done in the resource's present status is there, what cannot is not. */
export const links: z.ZodType<Links> = z.record(z.string(), related);

export interface LinksWithSelf extends Links {
  self: ResourceLink;
}
export const linksWithSelf: z.ZodType<LinksWithSelf> = z.object({ self: resourceLink }).catchall(related);
