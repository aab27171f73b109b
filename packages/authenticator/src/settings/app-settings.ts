/** What the person chose for this app on this device. In IndexedDB, because the service worker reads it too; a hint for the first paint beside it. */
import type { Language } from '../i18n/texts.js';
import type { BrandEntry } from '../accounts/brand-entry.js';

export type Theme = 'system' | 'light' | 'dark';

/** Hours of the day as `HH:MM`; the end may lie on the next day. */
export interface QuietHours {
  readonly on: boolean;
  readonly from: string;
  readonly to: string;
}

/** Texts of notifications in the person's language: the service worker has no catalogue. */
export interface NotificationTexts {
  readonly body: string;
  readonly review: string;
  readonly deny: string;
  readonly refused: string;
}

export interface AppSettings {
  readonly language: Language | undefined;
  readonly theme: Theme;
  readonly quiet: QuietHours;
  readonly notificationTexts: NotificationTexts | undefined;
  /** As `config.json` said it last: what is shown offline. */
  readonly brands: readonly BrandEntry[];
}

export const defaultSettings: AppSettings = {
  language: undefined,
  theme: 'system',
  quiet: { on: false, from: '22:00', to: '07:00' },
  notificationTexts: undefined,
  brands: [],
};

const databaseName = 'countersign-app';
const storeName = 'values';
const key = 'settings';

export async function readSettings(): Promise<AppSettings> {
  const stored = await run<Partial<AppSettings> | undefined>('readonly', (store) => store.get(key));
  return { ...defaultSettings, ...stored };
}

export async function writeSettings(settings: AppSettings): Promise<void> {
  await run('readwrite', (store) => store.put(settings, key));
}

async function run<T>(mode: IDBTransactionMode, work: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  const opening = indexedDB.open(databaseName, 1);
  opening.onupgradeneeded = () => void opening.result.createObjectStore(storeName);
  const database = await settled(opening);
  try {
    return await settled(work(database.transaction(storeName, mode).objectStore(storeName)));
  } finally {
    database.close();
  }
}

function settled<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error('IndexedDB failed'));
  });
}
