import { describe, expect, it } from 'vitest';
import { accentPath, accentStylesheet } from './accent.js';

describe('the accent of browser pages', () => {
  it('is the brand’s colour in light, a shade that can be read in dark, at an address of its own', () => {
    const path = accentPath({ primaryColorHex: '#c4006e', primaryColorContrastHex: '#ffffff' });
    expect(path).toBe('/sign-in/accent-c4006effffff.css');
    const [light, dark] = accentStylesheet('c4006effffff').split('@media');
    expect(light).toContain('--accent: #c4006e; --accent-strong: #9d0058; --on-accent: #ffffff;');
    expect(dark).toMatch(/--accent: #f[f0-9a-f]/);
  });
});
