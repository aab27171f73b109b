/** Links in the look of the console that know the console's addresses. */
import { Anchor, type AnchorProps, Button, type ButtonProps } from '@mantine/core';
import { createLink, type LinkComponent } from '@tanstack/react-router';
import type { AnchorHTMLAttributes, ReactNode, Ref } from 'react';

interface Referred {
  readonly ref?: Ref<HTMLAnchorElement>;
}
type Attributes<Props> = Props & Omit<AnchorHTMLAttributes<HTMLAnchorElement>, keyof Props> & Referred;

function AnchorElement(props: Attributes<AnchorProps>): ReactNode {
  return <Anchor {...props} />;
}

function ButtonElement(props: Attributes<ButtonProps>): ReactNode {
  return <Button component="a" {...props} />;
}

const RoutedAnchor = createLink(AnchorElement);
export const TextLink: LinkComponent<typeof AnchorElement> = (props) => <RoutedAnchor preload="intent" {...props} />;

const RoutedButton = createLink(ButtonElement);
export const ButtonLink: LinkComponent<typeof ButtonElement> = (props) => <RoutedButton preload="intent" {...props} />;
