import { Anchor, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { useSession } from './session.js';

/** Possible while the org is on this machine only: elsewhere nobody comes here with a password alone. */
export function PasswordOnly(): ReactNode {
  const { secondFactor } = useSession();
  if (secondFactor) return null;
  return (
    <Text size="sm" c="dimmed" mb="md">
      You are signed in with a password alone, which only an org in development allows.{' '}
      <Anchor href="/admin/second-factor" size="sm" underline="always">
        Set up a second factor
      </Anchor>
    </Text>
  );
}
