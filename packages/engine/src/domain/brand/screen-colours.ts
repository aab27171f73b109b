/** A brand's colours on screens: the same where pages are drawn and where they are previewed. */
export { type BrandColours, type ScreenColours, screenColours } from '@countersign/contracts';
