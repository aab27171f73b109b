/** `1 application`, `2 people`: a number with the name of what is counted, which is given in the plural. */
export function counted(count: number, what: string): string {
  return `${count.toLocaleString('en')} ${count === 1 ? singular(what) : what}`;
}

function singular(what: string): string {
  return what === 'people' ? 'person' : what.replace(/s$/, '');
}
