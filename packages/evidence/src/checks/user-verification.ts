/** Whether the device recognised the person: by a key that only the person unlocks, or by a passkey's assertion (WebAuthn level 2, 7.2). */
import { decodeBase64Url, encodeBase64Url } from '../base64url.js';
import { digestOf, sha256 } from '../digest.js';
import type { Evidence } from '../evidence.js';
import { isObject, type JsonObject, type PublicJwk, verifyBytes } from '../jws.js';
import { checkOf, type EvidenceCheck, passed } from './check.js';

const flagsAt = 32;
const authenticatorDataBytes = 37;
const userPresentAndVerified = 0x05;

export async function checkUserVerification(
  evidence: Evidence,
  challenge: JsonObject,
  answer: JsonObject,
): Promise<EvidenceCheck & { readonly userVerified: boolean }> {
  const { passkey, keyType } = evidence;
  const assertion = answer['cs_uv'];
  if (assertion === undefined && passkey === undefined) {
    return keyType === 'proofOfPossession'
      ? { ...passed('user-verification', 'The device did not verify the person beyond having its key.'), userVerified: false }
      : { ...passed('user-verification', 'The person unlocked the user-verification key of the device.'), userVerified: true };
  }
  const fault = await passkeyFault(evidence, challenge, answer);
  const found = 'The person was verified by a passkey, which signed text, nonce, transaction and decision.';
  return { ...checkOf('user-verification', [fault ?? false], found), userVerified: fault === undefined };
}

async function passkeyFault(evidence: Evidence, challenge: JsonObject, answer: JsonObject): Promise<string | undefined> {
  const { passkey } = evidence;
  const home = passkey?.['cs:webauthn'];
  const assertion = isObject(answer['cs_uv']) ? answer['cs_uv'] : {};
  const bytes = (name: string) => decodeBase64Url(textOf(assertion[name]));
  const [data, clientData, signature] = [bytes('authenticatorData'), bytes('clientDataJSON'), bytes('signature')];
  if (passkey === undefined || home === undefined || data === undefined || clientData === undefined || signature === undefined)
    return 'The assertion of the passkey, or the passkey, is missing.';
  if (assertion['credentialId'] !== passkey.kid) return 'The assertion is of another passkey.';
  const statement = {
    cs_display: answer['cs_display'],
    nonce: challenge['nonce'],
    transactionId: challenge['transactionId'],
    decision: answer['decision'],
  };
  const client = readJson(clientData);
  const flags = data[flagsAt] ?? 0;
  const faults: readonly (string | false)[] = [
    client['type'] !== 'webauthn.get' && 'The passkey signed something else than an assertion.',
    client['challenge'] !== (await digestOf(statement).catch(() => undefined)) && 'The passkey signed another text, challenge or decision.',
    (client['origin'] !== home.origin || client['crossOrigin'] === true) && 'The passkey was used on another page.',
    (data.length < authenticatorDataBytes || (flags & userPresentAndVerified) !== userPresentAndVerified) &&
      'The passkey did not verify the person.',
    encodeBase64Url(data.slice(0, flagsAt)) !== encodeBase64Url(await sha256(new TextEncoder().encode(home.rpId))) &&
      'The passkey was used on another host.',
    !(await isGood(passkey, data, clientData, signature)) && 'The assertion does not bear a good signature of the passkey.',
  ];
  return faults.find((fault) => fault !== false) || undefined;
}

async function isGood(
  key: PublicJwk,
  data: Uint8Array<ArrayBuffer>,
  clientData: Uint8Array<ArrayBuffer>,
  signature: Uint8Array<ArrayBuffer>,
): Promise<boolean> {
  const raw = rawSignature(signature);
  if (raw === undefined) return false;
  const signed = new Uint8Array(data.length + 32);
  signed.set(data);
  signed.set(await sha256(clientData), data.length);
  return verifyBytes(key, signed, raw);
}

/** r and s side by side from ASN.1 DER, as passkeys write them (WebAuthn 6.5.5); WebCrypto wants the former. */
function rawSignature(der: Uint8Array): Uint8Array<ArrayBuffer> | undefined {
  if (der[0] !== 0x30 || der[1] !== der.length - 2) return undefined;
  const raw = new Uint8Array(64);
  let at = 2;
  for (const end of [32, 64]) {
    const length = der[at + 1] ?? 0;
    const digits = der.slice(at + 2, at + 2 + length);
    if (der[at] !== 0x02 || length === 0 || digits.length !== length) return undefined;
    const number = digits[0] === 0 ? digits.slice(1) : digits;
    if (number.length > 32) return undefined;
    raw.set(number, end - number.length);
    at += 2 + length;
  }
  return at === der.length ? raw : undefined;
}

function textOf(value: unknown): string {
  return typeof value === 'string' && value !== '' ? value : '*';
}

function readJson(bytes: Uint8Array): JsonObject {
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(bytes));
    return isObject(value) ? value : {};
  } catch {
    return {};
  }
}
