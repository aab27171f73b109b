/** The first letter in place of a logo: brands and applications have names for sure, pictures not. */
export function BrandMark({ name, large = false }: { readonly name: string; readonly large?: boolean }) {
  const [letter = '?'] = name.trim();
  return (
    <span class={large ? 'mark mark-large' : 'mark'} aria-hidden="true">
      {letter.toLocaleUpperCase()}
    </span>
  );
}
