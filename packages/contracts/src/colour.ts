/** Colours of brands without a schema library: what pages that show them import. */
export * from './colour/contrast.js';
export * from './colour/screen-colours.js';
