import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { ConfigError, configHelp, describeConfig, readConfig } from './config.js';

const key = randomBytes(32).toString('base64url');
const production = { ISSUER_URL: 'https://id.example.com', TRUSTED_PROXIES: '10.0.0.0/8', ENCRYPTION_KEY: key };

function faultsOf(environment: Readonly<Record<string, string>>): readonly string[] {
  try {
    readConfig(environment);
  } catch (error) {
    if (error instanceof ConfigError) return error.faults;
    throw error;
  }
  return [];
}

describe('configuration', () => {
  it('needs nothing', () => {
    expect(readConfig({})).toMatchObject({
      port: 8080,
      host: 'localhost',
      dataDir: './data',
      logLevel: 'info',
      heldPollMaxSeconds: 25,
      promptLimits: 'on',
      trustedProxies: [],
    });
  });

  it('treats an empty variable as unset', () => {
    expect(readConfig({ PORT: '', ISSUER_URL: '  ', QUICKSTART: '' })).toEqual(readConfig({}));
  });

  it('is frozen', () => {
    expect(Object.isFrozen(readConfig({}))).toBe(true);
  });

  it('reports all faults together, each by the name of its variable', () => {
    const faults = faultsOf({
      PORT: 'http',
      ISSUER_URL: 'id.example.com',
      ENCRYPTION_KEY: 'c2hvcnQ',
      QUICKSTART: 'yes',
      LOG_LEVEL: 'loud',
      TRUSTED_PROXIES: 'proxy',
    });
    for (const name of ['PORT', 'ISSUER_URL', 'ENCRYPTION_KEY', 'QUICKSTART', 'LOG_LEVEL', 'TRUSTED_PROXIES']) {
      expect(faults.filter((fault) => fault.startsWith(`${name} `))).toHaveLength(1);
    }
  });

  it('reports what the parts demand of each other together with their own faults, each once', () => {
    expect(faultsOf({ PORT: 'x', ISSUER_URL: 'http://id.example.com', TRUSTED_PROXIES: 'proxy' })).toEqual([
      expect.stringMatching(/^PORT /),
      expect.stringMatching(/^TRUSTED_PROXIES /),
      expect.stringMatching(/^ISSUER_URL must be https/),
      expect.stringMatching(/^ENCRYPTION_KEY must be set/),
    ]);
  });

  it('never repeats a value: some are secrets', () => {
    expect(faultsOf({ ENCRYPTION_KEY: 'not-a-key-but-secret', DATABASE_URL: 'mysql://user:secret@host/db' }).join(' ')).not.toContain(
      'secret',
    );
  });

  it.each([
    ['PORT', '65535'],
    ['PORT', '-1'],
    ['PORT', '80.5'],
    ['ISSUER_URL', 'https://id.example.com/path'],
    ['ISSUER_URL', 'https://id.example.com/?x=1'],
    ['ISSUER_URL', 'https://user@id.example.com'],
    ['ISSUER_URL', 'ftp://id.example.com'],
    ['DATABASE_URL', 'mysql://localhost/x'],
    ['TRUSTED_PROXIES', '10.0.0.0/33'],
    ['TRUSTED_PROXIES', 'any'],
    ['HELD_POLL_MAX_SECONDS', '0'],
    ['PROMPT_LIMITS', 'false'],
  ])('refuses %s=%s', (name, value) => {
    expect(faultsOf({ [name]: value })).toHaveLength(1);
  });

  it.each(['https://id.example.com', 'https://id.example.com/', 'https://ID.example.com:8443'])(
    'takes the issuer %s without its slash',
    (url) => {
      expect(readConfig({ ...production, ISSUER_URL: url }).issuerUrl).toBe(new URL(url).origin);
    },
  );

  it('sends pushes where it is told, over https unless that is this machine', () => {
    const { apnsUrl, apnsSandboxUrl, fcmUrl, fcmTokenUrl } = readConfig({ APNS_URL: 'https://egress.example.com/apns/' });
    expect([apnsUrl, apnsSandboxUrl, fcmUrl, fcmTokenUrl]).toEqual([
      'https://egress.example.com/apns',
      'https://api.sandbox.push.apple.com',
      'https://fcm.googleapis.com',
      'https://oauth2.googleapis.com/token',
    ]);
    expect(readConfig({ FCM_TOKEN_URL: 'http://127.0.0.1:9099/token' }).fcmTokenUrl).toBe('http://127.0.0.1:9099/token');
    for (const url of ['http://egress.example.com', 'https://u:p@egress.example.com', 'https://egress.example.com/?a=1', 'egress'])
      expect(faultsOf({ FCM_URL: url })).toEqual([expect.stringMatching(/^FCM_URL must be an https URL/)]);
  });

  it('lists every variable for the documentation, with a sentence each', () => {
    for (const entry of describeConfig()) expect(entry.summary).toMatch(/\.$/);
    for (const { name } of describeConfig()) expect(configHelp()).toContain(name);
  });
});

describe('S-108 safe start', () => {
  it('accepts an https issuer behind a named proxy with a key', () => {
    expect(faultsOf(production)).toEqual([]);
  });

  it('accepts an https issuer with TLS files of its own', () => {
    expect(
      faultsOf({ ISSUER_URL: 'https://id.example.com', ENCRYPTION_KEY: key, TLS_CERT_FILE: '/a.crt', TLS_KEY_FILE: '/a.key' }),
    ).toEqual([]);
  });

  it.each([
    ['an http issuer that is not loopback', { ...production, ISSUER_URL: 'http://id.example.com' }, 'must be https'],
    ['an http issuer on a private address', { ...production, ISSUER_URL: 'http://10.0.0.1' }, 'must be https'],
    ['an https issuer without TLS files or proxies', { ...production, TRUSTED_PROXIES: '' }, 'TLS_CERT_FILE'],
    ['an https issuer without an encryption key', { ...production, ENCRYPTION_KEY: '' }, 'ENCRYPTION_KEY'],
    ['a certificate without its key', { TLS_CERT_FILE: '/a.crt' }, 'belong together'],
  ])('refuses %s', (_, environment, message) => {
    expect(faultsOf(environment).join(' ')).toContain(message);
  });

  it.each(['http://localhost:8080', 'http://127.0.0.1:8080', 'http://[::1]:8080', 'http://bank.localhost:8080'])(
    '%s is development mode',
    (url) => {
      expect(faultsOf({ ISSUER_URL: url })).toEqual([]);
    },
  );

  it.each(['http://localhost.example.com', 'http://127.0.0.1.example.com', 'http://0.0.0.0:8080'])('%s is not', (url) => {
    expect(faultsOf({ ISSUER_URL: url })).not.toEqual([]);
  });
});
