/** Signs of the app. Always beside a word, so screen readers skip them. */
const paths = {
  check: 'M5 12.5 10 17.5 19.5 7.5',
  cross: 'M6.5 6.5 17.5 17.5 M17.5 6.5 6.5 17.5',
  inbox: 'M4 13v5a2 2 0 0 0 2 2h12a2 2 0 0 0 2-2v-5M4 13l3-8h10l3 8M4 13h5l1.5 2.5h3L15 13h5',
  clock: 'M12 7.5V12l3 2M12 3.5a8.5 8.5 0 1 1 0 17 8.5 8.5 0 0 1 0-17Z',
  settings: 'M4 7h9m5 0h2M4 17h2m5 0h9M15.5 4.5a2.5 2.5 0 1 1 0 5 2.5 2.5 0 0 1 0-5ZM8.5 14.5a2.5 2.5 0 1 1 0 5 2.5 2.5 0 0 1 0-5Z',
  warning: 'M12 4 21 19.5H3ZM12 10v4m0 2.6v.1',
  info: 'M12 3.5a8.5 8.5 0 1 1 0 17 8.5 8.5 0 0 1 0-17ZM12 11v5m0-8.1v.1',
  shield: 'M12 3.5 19 6v6c0 4.2-2.9 7.2-7 8.6C7.9 19.2 5 16.2 5 12V6Zm-3 8.3 2.2 2.2L15.2 10',
  bell: 'M6.5 16.5V11a5.5 5.5 0 0 1 11 0v5.5l1.5 1.5H5ZM10 20.5h4',
  offline: 'M4 4l16 16M8.5 15.5a5 5 0 0 1 5.5-1M5 12a10 10 0 0 1 4-2.4M12.5 9a10 10 0 0 1 6.5 3M12 19v.1',
  chevron: 'm9.5 6 6 6-6 6',
  refresh: 'M19 12a7 7 0 1 1-2-4.9M19 4v4h-4',
  share: 'M12 14V4m-3.5 3L12 3.5 15.5 7M7 10.5H5.5v10h13v-10H17',
  plus: 'M12 5v14M5 12h14',
  home: 'M4.5 11 12 4.5 19.5 11M6.5 9.5v10h11v-10',
  user: 'M12 4a4 4 0 1 1 0 8 4 4 0 0 1 0-8ZM4.5 20.5c.8-4 3.8-6 7.5-6s6.7 2 7.5 6',
} as const;
export type IconName = keyof typeof paths;

export function Icon({ name, turns = false }: { readonly name: IconName; /** Points the reading direction. */ readonly turns?: boolean }) {
  return (
    <svg class={turns ? 'icon icon-turns' : 'icon'} viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={paths[name]} />
    </svg>
  );
}
