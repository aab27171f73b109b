export { canonicalJson, type Json } from './canonical-json.js';
export type { DisplayDocument, DisplayLine } from './display-document.js';
