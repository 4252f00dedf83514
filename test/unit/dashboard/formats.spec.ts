import { EventParser } from '../../../web/api/sse';
import { bytes, percent, plural, rate, short } from '../../../web/format/numbers';
import { relative, span } from '../../../web/format/time';
import { visibleText } from '../../../web/format/visible-text';
import { sumOf, timelineOf } from '../../../web/live/history';
import { RateMeter } from '../../../web/live/rates';

describe('numbers', () => {
  it.each([
    [short(99_999), '99,999'],
    [short(214_800), '214.8K'],
    [short(null), '–'],
    [rate(0), '0'],
    [rate(0.44), '0.4'],
    [rate(1_573.6), '1,574'],
    [percent(0.004), '0.4%'],
    [percent(0.64), '64%'],
    [percent(null), '–'],
    [bytes(999), '999 B'],
    [bytes(2_100), '2.1 kB'],
    [bytes(268_435_456), '268 MB'],
    [plural(1, 'job'), '1 job'],
    [plural(12_431, 'job'), '12,431 jobs'],
  ])('%s is %s', (shown, wanted) => expect(shown).toBe(wanted));
});

describe('times', () => {
  it.each([
    [span(155), '155 ms'],
    [span(1_200), '1.2 s'],
    [span(2_000), '2 s'],
    [span(59_999), '59 s'],
    [span(39 * 60_000), '39 min'],
    [span(2 * 3_600_000 + 5 * 60_000), '2 h 5 min'],
    [span(3 * 86_400_000), '3 d'],
    [relative(1_000, 121_000), '2 min ago'],
    [relative(10_000, 8_500), 'in 1 s'],
    [relative(10_000, 9_500), 'now'],
  ])('%s is %s', (shown, wanted) => expect(shown).toBe(wanted));
});

describe('text of others', () => {
  const shown = (text: string, lines = false) =>
    visibleText(text, { lines })
      .map((part) => part.text)
      .join('');

  it('is shown to the letter', () => {
    expect(visibleText('<img src=x onerror=alert(1)>')).toEqual([
      { text: '<img src=x onerror=alert(1)>', escape: false },
    ]);
    expect(shown('Grüße, 日本, 👩‍💻')).toBe('Grüße, 日本, 👩\\u200d💻');
  });

  it('cannot hide or turn anything around', () => {
    expect(shown('a\u202eb\u0000c\u200bd\ufeff')).toBe('a\\u202eb\\u0000c\\u200bd\\ufeff');
    expect(shown('\ud800')).toBe('\\ud800');
    expect(shown('a\nb\tc')).toBe('a\\nb\\tc');
    expect(shown('a\nb\tc\r', true)).toBe('a\nb\tc\\r');
    expect(shown('')).toBe('');
  });
});

describe('events in pieces', () => {
  it('are read whatever the pieces are', () => {
    const text =
      ': hello\n\nid: 1\nevent: stats\ndata: {"a":\ndata: 1}\n\nevent: draining\r\ndata: {}\r\n\r\n';
    const wanted = [
      { event: 'stats', data: '{"a":\n1}' },
      { event: 'draining', data: '{}' },
    ];
    for (let size = 1; size <= text.length; size += 1) {
      const parser = new EventParser();
      const pieces = text.match(new RegExp(`[^]{1,${size}}`, 'g')) ?? [];
      expect(pieces.flatMap((piece) => parser.read(piece))).toEqual(wanted);
    }
  });
});

describe('speeds', () => {
  const counters = (completed: number, enqueued = completed) => ({
    ...{ enqueued, started: 0, completed, failed: 0, cancelled: 0, retried: 0 },
  });

  it('come from the last seconds', () => {
    const meter = new RateMeter(5_000);
    for (let second = 0; second <= 20; second += 1) {
      meter.add(second * 1_000, counters(second < 10 ? 0 : (second - 10) * 100));
    }
    expect(meter.of('completed')).toBe(100);
  });

  it('are not known after a gap, and never negative when a store begins anew', () => {
    const meter = new RateMeter(5_000);
    meter.add(0, counters(100));
    meter.add(16_000, counters(200));
    expect(meter.of('completed')).toBeNull();
    meter.add(17_000, counters(0));
    expect(meter.of('completed')).toBeNull();
    meter.add(18_000, counters(10));
    expect(meter.of('completed')).toBe(10);
  });
});

describe('columns over time', () => {
  it('are rates at the end of each step, with what is not known left open', () => {
    const line = timelineOf({
      ...{ step_ms: 5_000, points: 2, from: '2026-01-01T00:00:00.000Z', to: '2026-01-01T00:00:10.000Z' },
      increments: { completed: [10, null] },
      states: { queued: [1, 2], blocked: [null, 3] },
    });
    expect(line.times.map((time) => new Date(time * 1_000).toISOString())).toEqual([
      '2026-01-01T00:00:05.000Z',
      '2026-01-01T00:00:10.000Z',
    ]);
    expect(line.rates['completed']).toEqual([2, null]);
    expect(sumOf(line.states['queued'], line.states['blocked'])).toEqual([null, 5]);
  });
});
