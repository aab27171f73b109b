/** The look of the console: one type scale, one accent, and text that keeps a contrast of 4.5:1 in both themes. */
import { createTheme, type CSSVariablesResolver } from '@mantine/core';

export const theme = createTheme({
  colors: {
    ink: ['#eef4fa', '#dbe7f2', '#b8cfe5', '#8fb3d6', '#6598c6', '#437fb4', '#2f6a9f', '#235585', '#1a4369', '#122f4b'],
    dark: ['#dde3ea', '#c3ccd6', '#9aa7b5', '#7d8b9a', '#3a4755', '#2c3845', '#1f2933', '#161e27', '#10161d', '#0b1015'],
  },
  primaryColor: 'ink',
  primaryShade: { light: 7, dark: 6 },
  autoContrast: true,
  defaultRadius: 'md',
  cursorType: 'pointer',
  respectReducedMotion: true,
  // menus and dialogs belong to the page's main part: beside it they would stand outside all landmarks
  components: {
    Portal: { defaultProps: { target: '#overlays' } },
    // a menu holds nothing but its items, and opens on the first
    Menu: { defaultProps: { withInitialFocusPlaceholder: false } },
  },
  fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", Ubuntu, Cantarell, "Helvetica Neue", Arial, sans-serif',
  fontFamilyMonospace: 'ui-monospace, "SF Mono", "Cascadia Mono", "Noto Sans Mono", Menlo, Consolas, monospace',
  headings: {
    fontWeight: '600',
    sizes: {
      h1: { fontSize: '1.5rem', lineHeight: '1.3' },
      h2: { fontSize: '1.125rem', lineHeight: '1.4' },
      h3: { fontSize: '1rem', lineHeight: '1.5' },
    },
  },
});

export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-body': '#ffffff',
    '--mantine-color-text': '#1b2733',
    '--mantine-color-dimmed': '#51606f',
    '--mantine-color-placeholder': '#66737f',
    '--mantine-color-error': '#b42318',
    '--mantine-color-anchor': 'var(--mantine-color-ink-7)',
    '--mantine-color-default-border': '#b9c3cd',
    '--console-page': '#f4f6f8',
    '--console-line': '#dde3e9',
    '--console-control': '#7a8896',
    '--console-hover': '#eef3f8',
    '--console-focus': '#235585',
  },
  dark: {
    '--mantine-color-body': 'var(--mantine-color-dark-7)',
    '--mantine-color-dimmed': 'var(--mantine-color-dark-2)',
    '--mantine-color-placeholder': '#8b99a8',
    '--mantine-color-error': '#ff9d93',
    '--mantine-color-anchor': 'var(--mantine-color-ink-3)',
    '--mantine-color-red-light': '#37191b',
    '--mantine-color-red-light-color': '#ffb3ab',
    '--mantine-color-yellow-light': '#352a10',
    '--mantine-color-yellow-light-color': '#f5d08a',
    '--console-page': 'var(--mantine-color-dark-8)',
    '--console-line': 'var(--mantine-color-dark-5)',
    '--console-control': '#6b7a89',
    '--console-hover': 'var(--mantine-color-dark-6)',
    '--console-focus': '#8fb3d6',
  },
});
