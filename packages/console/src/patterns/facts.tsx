import type { ReactNode } from 'react';
import classes from './fields.module.css';

interface Fact {
  readonly label: string;
  readonly value: ReactNode;
}

/** What a card shows while nobody edits it: label left, value right. */
export function Facts({ facts }: { readonly facts: readonly Fact[] }): ReactNode {
  return (
    <dl className={classes['list']}>
      {facts.map(({ label, value }) => (
        <FactRow key={label} label={label} value={value} />
      ))}
    </dl>
  );
}

function FactRow({ label, value }: Fact): ReactNode {
  return (
    <>
      <dt>{label}</dt>
      <dd>{value === '' || value === null || value === undefined ? <Missing /> : value}</dd>
    </>
  );
}

function Missing(): ReactNode {
  return (
    <>
      <span aria-hidden>–</span>
      <span className="visually-hidden">none</span>
    </>
  );
}
