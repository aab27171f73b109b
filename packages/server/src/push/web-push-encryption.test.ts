import { createECDH, randomBytes, type ECDH } from 'node:crypto';
import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import { encryptPush } from './web-push-encryption.js';

const here = createRequire(import.meta.url);
/** The decrypter web-push is tested with: somebody else's reading of RFC 8188 and 8291. */
const ece = createRequire(here.resolve('web-push'))('http_ece') as {
  decrypt(body: Buffer, how: { version: 'aes128gcm'; privateKey: ECDH; authSecret: string }): Buffer;
};

describe('the body of a push (RFC 8291)', () => {
  it('is that of appendix A, byte for byte', () => {
    const sender = createECDH('prime256v1');
    sender.setPrivateKey('yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw', 'base64url');
    const text = 'When I grow up, I want to be a watermelon';
    const body = encryptPush({
      keys: {
        p256dh: 'BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4',
        auth: 'BTBZMqHH6r4Tts7J_aSIgg',
      },
      text,
      paddedBytes: text.length + 1,
      salt: Buffer.from('DGv6ra1nlYgDCS1FRnbzlw', 'base64url'),
      sender,
    });
    expect(body.toString('base64url')).toBe(
      'DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN',
    );
  });

  it('opens with the decrypter of web-push, padding gone, and differs each time', () => {
    const browser = createECDH('prime256v1');
    const p256dh = browser.generateKeys().toString('base64url');
    const auth = randomBytes(16).toString('base64url');
    const bodies = ['{}', '{"transactionId":"ft0123456789"}'].map((text) => {
      const body = encryptPush({ keys: { p256dh, auth }, text, paddedBytes: 256 });
      expect(ece.decrypt(body, { version: 'aes128gcm', privateKey: browser, authSecret: auth }).toString()).toBe(text);
      return body;
    });
    expect(bodies[0]).toHaveLength(bodies[1]?.length ?? 0);
    expect(bodies[0]?.subarray(0, 86)).not.toEqual(bodies[1]?.subarray(0, 86));
  });

  it('does not grow beyond what push services take', () => {
    const browser = createECDH('prime256v1');
    const keys = { p256dh: browser.generateKeys().toString('base64url'), auth: randomBytes(16).toString('base64url') };
    expect(encryptPush({ keys, text: '', paddedBytes: 3994 })).toHaveLength(4096);
    expect(() => encryptPush({ keys, text: '', paddedBytes: 3995 })).toThrow('too long');
    expect(() => encryptPush({ keys, text: 'ab', paddedBytes: 2 })).toThrow('too long');
  });
});
