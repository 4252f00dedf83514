import {
  exactBytes,
  exactDuration,
  parseBytes,
  parseCount,
  parseDuration,
  parseRate,
  rateText,
} from '../../../web/format/amounts';

describe('amounts that people write', () => {
  it.each([
    ['5000', 5000],
    ['5,000', 5000],
    ['1 000 000', 1_000_000],
    ['0', 0],
    ['', null],
    ['-1', null],
    ['1.5', null],
    ['5,00', null],
    ['9'.repeat(16), null],
    ['five', null],
  ])('the count %p is %p', (text, value) => {
    expect(parseCount(text)).toBe(value);
  });

  it.each([
    ['4096', 4096],
    ['256 MiB', 268_435_456],
    ['256mib', 268_435_456],
    ['1.5 GB', 1_500_000_000],
    ['0', 0],
    ['1 ZB', null],
    ['', null],
    ['MB', null],
  ])('the size %p is %p', (text, value) => {
    expect(parseBytes(text)).toBe(value);
  });

  it.each([
    ['250', 250],
    ['30 s', 30_000],
    ['1 h 30 min', 5_400_000],
    ['1h30min', 5_400_000],
    ['0.5 s', 500],
    ['7 d', 604_800_000],
    ['soon', null],
    ['1 h x', null],
    ['', null],
  ])('the time %p is %p', (text, value) => {
    expect(parseDuration(text)).toBe(value);
  });

  it.each([
    ['120/s', { limit: 120, per_ms: 1_000 }],
    ['5 / 10 min', { limit: 5, per_ms: 600_000 }],
    ['5 per min', { limit: 5, per_ms: 60_000 }],
    ['1,000/h', { limit: 1_000, per_ms: 3_600_000 }],
    ['120', null],
    ['/s', null],
    ['x/s', null],
    ['5/', null],
  ])('the rate %p is %p', (text, value) => {
    expect(parseRate(text)).toEqual(value);
  });

  it('what is shown of a value is read as that value again', () => {
    const numbers = [0, 1, 999, 1_000, 1_024, 5_400_000, 60_000, 268_435_456, 86_400_001, 1_000_000_000_000];
    for (const value of numbers) {
      expect(parseBytes(exactBytes(value))).toBe(value);
      expect(parseDuration(exactDuration(value))).toBe(value);
      const rate = { limit: value + 1, per_ms: value + 1 };
      expect(parseRate(rateText(rate))).toEqual(rate);
    }
  });
});
