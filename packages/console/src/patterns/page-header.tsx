/** The one `h1` of a page, what leads to it, and its acts. Sets the title of the document too. */
import { Group, Title } from '@mantine/core';
import { type ReactNode, useEffect } from 'react';
import { useSession } from '../session/session.js';
import { TextLink } from './links.js';
import classes from './page-header.module.css';

export interface PageHeaderProps {
  readonly title: string;
  /** The section in the navigation, with the list the thing belongs to. */
  readonly section: string;
  readonly parent?: { readonly label: string; readonly to: string };
  readonly description?: ReactNode;
  /** Beside the title: status. */
  readonly badge?: ReactNode;
  readonly acts?: ReactNode;
}

export function PageHeader({ title, section, parent, description, badge, acts }: PageHeaderProps): ReactNode {
  const { org } = useSession();
  useEffect(() => {
    document.title = `${title} · ${section} · ${org.name}`;
  }, [title, section, org.name]);
  return (
    <div className={classes['header']}>
      <div className={classes['words']}>
        {parent === undefined ? null : (
          <nav aria-label="Breadcrumb">
            <TextLink to={parent.to} size="sm">
              ← {parent.label}
            </TextLink>
          </nav>
        )}
        <Group gap="sm" align="center">
          <Title order={1} className={classes['title'] ?? ''}>
            {title}
          </Title>
          {badge}
        </Group>
        {description === undefined ? null : <div className={classes['description']}>{description}</div>}
      </div>
      {acts === undefined ? null : <div className={classes['acts']}>{acts}</div>}
    </div>
  );
}
