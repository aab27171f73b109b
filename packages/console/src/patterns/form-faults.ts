/** The server's faults at the fields they are about (okta-api 0.2: causes name the member by its path in the body). */
import { ApiFailure, type FieldFault } from '../api/api-failure.js';

/** Path in the body of the API → name of the form's field. A path stands for everything below it, too. */
export type FieldNames = Readonly<Record<string, string>>;

export interface PlacedFaults {
  /** By form field. */
  readonly fields: Readonly<Record<string, string>>;
  /** What belongs to no field of the form. */
  readonly general: readonly string[];
}

export function placeFaults(error: unknown, names: FieldNames): PlacedFaults {
  const faults = error instanceof ApiFailure ? error.faults : [];
  const fields: Record<string, string> = {};
  const general: string[] = [];
  for (const fault of faults) {
    const name = fieldOf(fault, names);
    if (name === undefined) general.push(fault.field === undefined ? fault.message : `${fault.field}: ${fault.message}`);
    else fields[name] = name in fields ? `${fields[name]}; ${fault.message}` : sentence(fault.message);
  }
  return { fields, general };
}

function fieldOf({ field }: FieldFault, names: FieldNames): string | undefined {
  for (let path = field; path !== undefined && path !== ''; path = path.includes('.') ? path.slice(0, path.lastIndexOf('.')) : '') {
    const name = names[path];
    if (name !== undefined) return name;
  }
  return undefined;
}

function sentence(message: string): string {
  return message.charAt(0).toUpperCase() + message.slice(1);
}
