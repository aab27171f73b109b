/** One IndexedDB database for a device: its records and its keys. */
const stores = ['values', 'keys'] as const;
export type StoreName = (typeof stores)[number];

export interface IndexedDatabase {
  get(store: StoreName, key: string): Promise<unknown>;
  put(store: StoreName, key: string, value: unknown): Promise<void>;
  delete(store: StoreName, key: string): Promise<void>;
  keys(store: StoreName): Promise<readonly string[]>;
  close(): void;
}

export async function openIndexedDatabase(factory: IDBFactory, name: string): Promise<IndexedDatabase> {
  const opening = factory.open(name, 1);
  opening.onupgradeneeded = () => {
    for (const store of stores) opening.result.createObjectStore(store);
  };
  const database = await settled(opening);
  // A later version of the app in another tab may upgrade: this connection steps aside instead of blocking it.
  database.onversionchange = () => database.close();
  const store = (name: StoreName, mode: IDBTransactionMode) => database.transaction(name, mode).objectStore(name);
  return {
    get: (name, key) => settled<unknown>(store(name, 'readonly').get(key)),
    put: (name, key, value) => committed(database, name, (target) => target.put(value, key)),
    delete: (name, key) => committed(database, name, (target) => target.delete(key)),
    keys: async (name) => (await settled(store(name, 'readonly').getAllKeys())).filter((key) => typeof key === 'string'),
    close: () => database.close(),
  };
}

/** Resolves when it is gone; connections that other pages hold give way (`onversionchange`). */
export async function deleteIndexedDatabase(factory: IDBFactory, name: string): Promise<void> {
  await settled(factory.deleteDatabase(name));
}

function settled<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error('IndexedDB failed'));
  });
}

/** Resolves when the change is on disk, not when it was only accepted. */
function committed(database: IDBDatabase, name: StoreName, change: (store: IDBObjectStore) => IDBRequest): Promise<void> {
  return new Promise((resolve, reject) => {
    const transaction = database.transaction(name, 'readwrite', { durability: 'strict' });
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error ?? new Error('IndexedDB aborted'));
    change(transaction.objectStore(name));
  });
}
