interface BrandMarkProps {
  readonly name: string;
  readonly large?: boolean;
  /** In the brand's own colour: where the brand speaks, not one of a list. */
  readonly filled?: boolean;
}

/** The first letter in place of a logo: brands and applications have names for sure, pictures not. */
export function BrandMark({ name, large = false, filled = large }: BrandMarkProps) {
  const [letter = '?'] = name.trim();
  return (
    <span class={`mark${large ? ' mark-large' : ''}${filled ? ' mark-filled' : ''}`} aria-hidden="true">
      {letter.toLocaleUpperCase()}
    </span>
  );
}
