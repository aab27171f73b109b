import { createPublicKey, generateKeyPairSync, sign, verify } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { realms } from '../../testing/realms.js';

describe.each(realms)('native keys $name', ({ modules: { reactNative } }) => {
  const nativeWith = (derSignature: Uint8Array, point = new Uint8Array(65).fill(4)) =>
    reactNative.createNativeKeyStore({
      create: async () => ({ point, hardware: true }),
      find: async () => ({ point, hardware: false }),
      sign: async () => ({ derSignature }),
      delete: async () => undefined,
    });

  it('sign in the form of JWS, also where DER drops or adds a zero', async () => {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const key = createPublicKey(privateKey);
    const data = new Uint8Array([1, 2, 3]);
    const lengths = new Set<number>();
    for (let count = 0; count < 600; count += 1) {
      const der = sign('sha256', data, { key: privateKey, dsaEncoding: 'der' });
      lengths.add(der.length);
      const result = await nativeWith(der).sign('kid', data);
      const raw = 'signature' in result ? Uint8Array.from(result.signature) : new Uint8Array();
      expect(raw).toHaveLength(64);
      expect(verify('sha256', data, { key, dsaEncoding: 'ieee-p1363' }, raw)).toBe(true);
    }
    expect(lengths.size).toBeGreaterThan(2);
  });

  it.each([
    [[]],
    [[0x30, 0]],
    [[0x30, 6, 2, 1, 1, 3, 1, 1]],
    [[0x30, 5, 2, 1, 1, 2, 9]],
    [[0x30, 7, 2, 1, 1, 2, 1, 1, 0]],
    [[0x31, 6, 2, 1, 1, 2, 1, 1]],
  ])('refuse the signature %j', async (bytes) => {
    await expect(nativeWith(Uint8Array.from(bytes)).sign('kid', new Uint8Array(1))).rejects.toMatchObject({ name: 'TypeError' });
  });

  it('say whether they are in hardware, and refuse a point that is none', async () => {
    const store = nativeWith(new Uint8Array());
    expect(await store.create('K', 'proofOfPossession')).toMatchObject({ kty: 'EC', crv: 'P-256', kid: 'K', 'okta:kpr': 'HARDWARE' });
    expect(await store.find('K')).toMatchObject({ 'okta:kpr': 'SOFTWARE' });
    const compressed = nativeWith(new Uint8Array(), new Uint8Array(33).fill(2));
    await expect(compressed.create('K', 'proofOfPossession')).rejects.toMatchObject({ name: 'TypeError' });
  });
});
