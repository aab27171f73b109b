/** A page that somebody opened by its address and whose roles do not allow what it is for: said before anything is typed. */
import type { ReactNode } from 'react';
import { EmptyState } from './empty-state.js';
import { ButtonLink } from './links.js';
import { PageHeader, type PageHeaderProps } from './page-header.js';

type NoPermissionProps = Required<Pick<PageHeaderProps, 'title' | 'section' | 'parent'>>;

export function NoPermission({ title, section, parent }: NoPermissionProps): ReactNode {
  return (
    <>
      <PageHeader title={title} section={section} parent={parent} />
      <EmptyState
        title="No permission"
        text="Your roles do not allow this. An administrator with more rights can do it or give you the role."
        act={
          <ButtonLink to={parent.to} variant="default">
            Back to {parent.label}
          </ButtonLink>
        }
      />
    </>
  );
}
