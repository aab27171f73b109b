/** What can be started from the command palette: the label says act and object, the address is where it begins. */
export const acts = [
  { label: 'Create app integration', description: 'Applications', to: '/applications/new', access: 'okta.apps.manage' },
  { label: 'Send test request', description: 'Try it', to: '/try-it', access: 'okta.transactions.manage' },
  { label: 'Add person', description: 'Directory', to: '/people/new', access: 'okta.users.manage' },
] as const;
