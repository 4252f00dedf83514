import { isExpired, KeyRing } from '../../../src/access/key-ring';
import { RequestRate } from '../../../src/access/request-rate';
import { parseApiKeys, type ApiKey } from '../../../src/config/api-keys';
import { testKey } from '../../support/api-keys';

function keysOf(...entries: readonly string[]): readonly ApiKey[] {
  const parsed = parseApiKeys(entries.join('\n'));
  if ('bad' in parsed) {
    throw new Error(parsed.bad);
  }
  return parsed;
}

describe('the ring of keys', () => {
  const first = testKey('read', 'a');
  const second = testKey('enqueue+work', '*');

  it('knows each of its keys, and no other', () => {
    const ring = new KeyRing();
    expect(ring.find(first.key)).toBeNull();
    ring.replace(keysOf(first.entry, second.entry));
    expect(ring.find(first.key)).toMatchObject({ namespace: 'a', scopes: new Set(['read']) });
    expect(ring.find(second.key)).toMatchObject({ namespace: '*', scopes: new Set(['enqueue', 'work']) });
    for (const wrong of [testKey('read').key, '', first.key.slice(1), `${first.key} `, first.entry]) {
      expect(ring.find(wrong)).toBeNull();
    }
  });

  it('forgets those that are taken away', () => {
    const ring = new KeyRing();
    ring.replace(keysOf(first.entry, second.entry));
    ring.replace(keysOf(second.entry));
    expect(ring.find(first.key)).toBeNull();
    expect(ring.find(second.key)).not.toBeNull();
  });

  it('keeps what a key has used of its rate when others change', () => {
    const limited = testKey('read', 'a', ';rate=1;burst=2');
    const ring = new KeyRing();
    ring.replace(keysOf(limited.entry));
    const rate = ring.find(limited.key)?.rate;
    rate?.take(0);
    ring.replace(keysOf(limited.entry, first.entry));
    expect(ring.find(limited.key)?.rate).toBe(rate);
    ring.replace(keysOf(limited.entry.replace('burst=2', 'burst=3')));
    expect(ring.find(limited.key)?.rate).not.toBe(rate);
  });
});

describe('the end of a key', () => {
  it('is a moment that is not its own any more', () => {
    expect(isExpired({ expiresAt: 1_000 }, 999)).toBe(false);
    expect(isExpired({ expiresAt: 1_000 }, 1_000)).toBe(true);
    expect(isExpired({ expiresAt: null }, Number.MAX_SAFE_INTEGER)).toBe(false);
  });
});

describe('the rate of a key', () => {
  it('lets the burst through, and then as many as the rate', () => {
    const rate = new RequestRate({ perSecond: 10, burst: 3 });
    expect([0, 0, 0].map((now) => rate.take(now))).toEqual([0, 0, 0]);
    expect(rate.take(0)).toBe(100);
    expect(rate.take(99)).toBeCloseTo(1);
    expect(rate.take(101)).toBe(0);
    expect(rate.take(101)).toBeGreaterThan(90);
  });

  it('holds no more than the burst, however long nobody asks', () => {
    const rate = new RequestRate({ perSecond: 1_000, burst: 2 });
    rate.take(0);
    const answers = [1, 2, 3].map(() => rate.take(1_000_000));
    expect(answers.slice(0, 2)).toEqual([0, 0]);
    expect(answers[2]).toBeGreaterThan(0);
  });

  it('says when to come back', () => {
    expect(new RequestRate({ perSecond: 2, burst: 10 }).headers(1_200)).toEqual({
      'Retry-After': '2',
      'RateLimit-Policy': '"key";q=10;w=5',
      RateLimit: '"key";r=0;t=2',
    });
  });
});
