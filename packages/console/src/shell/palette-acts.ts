/** What can be started from the command palette: the label says act and object, the address is where it begins. */
export const acts = [
  { label: 'Create app integration', description: 'Applications', to: '/applications/new' },
  { label: 'Send test request', description: 'Try it', to: '/try-it' },
  { label: 'Add person', description: 'Directory', to: '/people/new' },
] as const;
