/** The app's own files from the cache, so that it opens at once and offline. Everything else goes to the network. */
export interface Build {
  readonly version: string;
  /** Addresses of all files of this build. */
  readonly files: readonly string[];
}

const prefix = 'app-';

export async function keepFiles({ version, files }: Build): Promise<void> {
  const cache = await caches.open(prefix + version);
  await cache.addAll(files.map((file) => new Request(file, { cache: 'no-cache' })));
}

export async function dropOldFiles({ version }: Build): Promise<void> {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith(prefix) && name !== prefix + version).map((name) => caches.delete(name)));
}

/** The file an address stands for; undefined for what is not the app's. Every page of the app is the same file. */
export function fileFor({ files }: Build, request: Pick<Request, 'method' | 'mode' | 'url'>, origin: string): string | undefined {
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== origin) return undefined;
  if (request.mode === 'navigate') return '/index.html';
  return files.includes(url.pathname) ? url.pathname : undefined;
}

export async function fromCache({ version }: Build, file: string): Promise<Response> {
  const cache = await caches.open(prefix + version);
  return (await cache.match(file)) ?? fetch(file);
}
