import { MAX_RETRY_AFTER_MS, retryAfterMs } from '../../../../src/handlers/http/retry-after';

const NOW = Date.parse('2026-11-25T12:00:00Z');

describe('Retry-After', () => {
  it.each<[string | undefined, number | null]>([
    ['0', 0],
    ['7', 7_000],
    [' 7 ', 7_000],
    ['99999999999999999999', MAX_RETRY_AFTER_MS],
    ['Wed, 25 Nov 2026 12:00:30 GMT', 30_000],
    ['Wed, 25 Nov 2026 11:00:00 GMT', 0],
    ['Fri, 25 Nov 2050 12:00:00 GMT', MAX_RETRY_AFTER_MS],
    [undefined, null],
    ['', null],
    ['-1', null],
    ['1.5', null],
    ['soon', null],
    ['2026-11-25T12:00:30Z', null],
    ['Wed, 99 Nov 2026 12:00:30 GMT', null],
    ['Infinity', null],
  ])('of %j is %j ms', (value, expected) => {
    expect(retryAfterMs(value, undefined, NOW)).toBe(expected);
  });

  it("measures a date by the target's own clock, where it tells its time", () => {
    const until = 'Wed, 25 Nov 2026 14:00:30 GMT';
    expect(retryAfterMs(until, 'Wed, 25 Nov 2026 14:00:00 GMT', NOW)).toBe(30_000);
    expect(retryAfterMs('Wed, 25 Nov 2026 12:00:30 GMT', 'nonsense', NOW)).toBe(30_000);
  });
});
