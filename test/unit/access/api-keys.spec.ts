import { hashOf, isApiKey, newApiKey } from '../../../src/cli/api-key';
import { parseApiKeys } from '../../../src/config/api-keys';
import { ConfigError, loadConfig } from '../../../src/config/config';

const HASH = 'a'.repeat(64);
const OTHER = 'b'.repeat(64);
const REDIS = { REDIS_URL: 'redis://127.0.0.1:1' };

describe('a new key', () => {
  const key = newApiKey();

  it('is whole, and one that was mistyped anywhere is not', () => {
    expect(key).toMatch(/^slu_[0-9A-Za-z]{49}$/);
    expect(isApiKey(key)).toBe(true);
    for (let at = 0; at < key.length; at += 1) {
      const other = key[at] === 'x' ? 'y' : 'x';
      expect(isApiKey(key.slice(0, at) + other + key.slice(at + 1))).toBe(false);
      expect(isApiKey(key.slice(0, at) + key.slice(at + 1))).toBe(false);
    }
  });

  it('is never the one before', () => {
    const keys = Array.from({ length: 1_000 }, newApiKey);
    expect(new Set(keys).size).toBe(1_000);
    expect(keys.every(isApiKey)).toBe(true);
  });
});

describe('a list of keys', () => {
  it('is read with options, comments, commas and lines', () => {
    const text = `# of the shop
      shop-2026:enqueue+read:shop:${HASH};expires=2027-01-31;rate=100;burst=200, ops:admin:*:${OTHER} # all

    `;
    expect(parseApiKeys(text)).toEqual([
      {
        name: 'shop-2026',
        scopes: ['enqueue', 'read'],
        namespace: 'shop',
        hash: HASH,
        expiresAt: Date.UTC(2027, 0, 31),
        rate: { perSecond: 100, burst: 200 },
      },
      { name: 'ops', scopes: ['admin'], namespace: '*', hash: OTHER, expiresAt: null, rate: null },
    ]);
    expect(parseApiKeys('')).toEqual([]);
  });

  it('takes a moment as the end of a key, and a rate as its own burst', () => {
    expect(parseApiKeys(`a:read:b:${HASH};rate=5;expires=2027-01-31T10:30:00Z`)).toMatchObject([
      { expiresAt: Date.UTC(2027, 0, 31, 10, 30), rate: { perSecond: 5, burst: 5 } },
    ]);
  });

  it.each([
    ['no scopes', `a::b:${HASH}`, 'scopes'],
    ['a scope that there is not', `a:read+write:b:${HASH}`, 'scopes'],
    ['a scope twice', `a:read+read:b:${HASH}`, 'scopes'],
    ['no namespace', `a:read::${HASH}`, 'namespace'],
    ['a namespace that is none', `a:read:b c:${HASH}`, 'namespace'],
    ['a short hash', `a:read:b:${HASH.slice(1)}`, 'SHA-256'],
    ['a hash in capitals', `a:read:b:${HASH.toUpperCase()}`, 'SHA-256'],
    ['too many parts', `a:read:b:${HASH}:c`, 'semicolon'],
    ['an unknown option', `a:read:b:${HASH};until=2027-01-31`, 'option'],
    ['a day that there is not', `a:read:b:${HASH};expires=2027-02-30`, 'option'],
    ['local time', `a:read:b:${HASH};expires=2027-01-31T10:00`, 'option'],
    ['a rate of nothing', `a:read:b:${HASH};rate=0`, 'option'],
    ['a burst alone', `a:read:b:${HASH};burst=5`, 'rate'],
    ['a name twice', `a:read:b:${HASH}\na:read:b:${OTHER}`, 'entry 2 (a)'],
    ['a hash twice', `a:read:b:${HASH},c:read:b:${HASH}`, 'entry 2 (c)'],
  ])('with %s is none, and is told what is wrong', (_what, text, word) => {
    const parsed = parseApiKeys(text);
    expect('bad' in parsed ? parsed.bad : 'fine').toContain(word);
  });

  it.each([
    ['alone', (key: string) => key],
    ['for its hash', (key: string) => `a:read:b:${key}`],
    ['for a name', (key: string) => `${key}:read:b:${HASH}`],
  ])('with a key itself %s says so and does not repeat it', (_where, entry) => {
    const key = newApiKey();
    const parsed = parseApiKeys(entry(key));
    expect(parsed).toMatchObject({ bad: expect.stringContaining('holds a key itself') as string });
    expect(JSON.stringify(parsed)).not.toContain(key);
  });
});

describe('whether keys are asked for', () => {
  const key = { SLUICE_API_KEYS: `a:read:b:${hashOf(newApiKey())}` };
  const production = { NODE_ENV: 'production' };

  it.each([
    ['no keys', {}, false],
    ['keys', key, true],
    ['a file of keys', { SLUICE_API_KEYS_FILE: '/run/secrets/keys' }, true],
    ['keys that are switched off in words', { ...key, SLUICE_AUTH: 'off' }, false],
    ['production with keys', { ...production, ...key }, true],
    ['production, off in words', { ...production, SLUICE_AUTH: 'off' }, false],
  ])('with %s', (_what, env, required) => {
    expect(loadConfig({ ...REDIS, ...env }).access.required).toBe(required);
  });

  it.each([
    ['production without keys', production],
    ['a wish for keys without any', { SLUICE_AUTH: 'required' }],
    ['production with a list of nothing', { ...production, SLUICE_API_KEYS: '# none' }],
  ])('%s does not start, and says how it would', (_what, env) => {
    const load = () => loadConfig({ ...REDIS, ...env });
    expect(load).toThrow(ConfigError);
    expect(load).toThrow(/SLUICE_API_KEYS.*sluice keys new.*SLUICE_AUTH=off/s);
  });

  it('a bad list is not repeated', () => {
    const load = () => loadConfig({ ...REDIS, SLUICE_API_KEYS: 'hunter2' });
    expect(load).toThrow(/SLUICE_API_KEYS=\(not shown\)/);
    expect(load).not.toThrow(/hunter2/);
  });
});
