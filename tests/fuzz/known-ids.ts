import { managementOperations, type Operation, parameterNames } from '@countersign/contracts';

/** What exists on the server, by the names of the path parameters that point to it. */
export interface KnownIds {
  of(parameter: string): readonly string[];
  /** Any of them, or another word that means something. */
  word(index: number): string;
  /** Takes the ids out of what an operation answered: a record, or a list of them. */
  learn(operation: Operation, answer: unknown): void;
}

/** `never` are ids that are not to be used. */
export function createKnownIds(never: ReadonlySet<string>): KnownIds {
  const byParameter = new Map<string, string[]>([
    ['authServerId', ['default']],
    ['methodType', ['push']],
    ['roleId', ['READ_ONLY_ADMIN']],
  ]);
  const words = ['default', 'ACTIVE', 'openid', 'EVERYONE', 'ALL_CLIENTS', 'urn:openid:params:grant-type:ciba'];
  return {
    of: (parameter) => byParameter.get(parameter) ?? [],
    word: (index) => words[index % words.length] ?? 'default',
    learn(operation, answer) {
      const parameter = parameterBelow(operation);
      if (parameter === undefined) return;
      for (const record of [answer].flat()) {
        const id = idOf(record);
        if (id === undefined || never.has(id) || words.includes(id)) continue;
        byParameter.set(parameter, [...(byParameter.get(parameter) ?? []), id]);
        words.push(id);
      }
    },
  };
}

/** `groupId` for `/api/v1/groups`: what a path below calls the records of this one. */
function parameterBelow({ path }: Operation): string | undefined {
  const below = Object.values(managementOperations).find((other) => other.path.startsWith(`${path}/{`));
  return below === undefined ? undefined : parameterNames(below.path.slice(path.length))[0];
}

function idOf(record: unknown): string | undefined {
  return typeof record === 'object' && record !== null && 'id' in record && typeof record.id === 'string' ? record.id : undefined;
}
