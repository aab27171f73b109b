/** The body of a push to a browser: one record of aes128gcm (RFC 8188) under a key only the browser can derive (RFC 8291). */
import { createCipheriv, createECDH, hkdfSync, randomBytes, type ECDH } from 'node:crypto';
import type { WebPushSubscription } from '@countersign/engine';

const recordSize = 4096;
const tagBytes = 16;
/** What a record holds of text, padding and its end: the whole body stays within what push services take (RFC 8291 4). */
const maxPaddedBytes = recordSize - 86 - tagBytes;

export interface Encryption {
  readonly keys: WebPushSubscription['keys'];
  readonly text: string;
  /** Length to pad to, the end mark included: bodies of one length tell nothing by it. */
  readonly paddedBytes: number;
  /** Made by chance unless a test hands them in. */
  readonly salt?: Uint8Array;
  readonly sender?: ECDH;
}

/** Throws where the text does not fit, and where the browser's key is none. */
export function encryptPush({ keys, text, paddedBytes, salt = randomBytes(16), sender = newSender() }: Encryption): Buffer {
  const plain = Buffer.from(text);
  if (plain.length + 1 > paddedBytes || paddedBytes > maxPaddedBytes) throw new Error('The text of a push is too long.');
  const receiverKey = Buffer.from(keys.p256dh, 'base64url');
  const senderKey = sender.getPublicKey();
  // RFC 8291 3.4
  const info = Buffer.concat([Buffer.from('WebPush: info\0'), receiverKey, senderKey]);
  const ikm = derive(sender.computeSecret(receiverKey), { salt: Buffer.from(keys.auth, 'base64url'), info, length: 32 });
  // RFC 8188 2.2, 2.3
  const key = derive(ikm, { salt, info: Buffer.from('Content-Encoding: aes128gcm\0'), length: 16 });
  const nonce = derive(ikm, { salt, info: Buffer.from('Content-Encoding: nonce\0'), length: 12 });
  const cipher = createCipheriv('aes-128-gcm', key, nonce, { authTagLength: tagBytes });
  // 2: the last record; zeros after it are padding
  const record = Buffer.concat([plain, Buffer.of(2), Buffer.alloc(paddedBytes - plain.length - 1)]);
  const size = Buffer.alloc(4);
  size.writeUInt32BE(recordSize);
  return Buffer.concat([salt, size, Buffer.of(senderKey.length), senderKey, cipher.update(record), cipher.final(), cipher.getAuthTag()]);
}

function newSender(): ECDH {
  const sender = createECDH('prime256v1');
  sender.generateKeys();
  return sender;
}

function derive(secret: Uint8Array, { salt, info, length }: { salt: Uint8Array; info: Uint8Array; length: number }): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, salt, info, length));
}
