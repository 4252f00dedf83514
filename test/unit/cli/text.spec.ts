import { parseDuration, since, span } from '../../../src/cli/duration';
import { problemSentence } from '../../../src/cli/problem-sentence';
import { safeLines, safeText, shorten } from '../../../src/cli/safe-text';

describe('text of others', () => {
  it.each([
    ['plain, ünïcode, 漢字, 🙂', 'plain, ünïcode, 漢字, 🙂'],
    ['\u001b[31mred\u0007', '\\u001b[31mred\\u0007'],
    ['a\r\n\tb', 'a\\r\\n\\tb'],
    ['\u009b2J\u007f', '\\u009b2J\\u007f'],
    ['abc\u202ecba\u2066\u200b', 'abc\\u202ecba\\u2066\\u200b'],
    ['half \ud83d', 'half \\ud83d'],
    ['\u{e0041}\u2028', '\\u{e0041}\\u2028'],
  ])('%j is shown as %s', (text, expected) => {
    expect(safeText(text)).toBe(expected);
  });

  it('keeps its lines where lines are meant', () => {
    expect(safeLines('a\nb\u001b')).toBe('a\nb\\u001b');
  });

  it.each([
    ['abc', 3, 'abc'],
    ['abcd', 3, 'ab…'],
    ['🙂🙂🙂', 3, '🙂🙂🙂'],
    ['🙂🙂🙂🙂', 3, '🙂🙂…'],
  ])('%j in at most %d characters is %s', (text, most, expected) => {
    expect(shorten(text, most)).toBe(expected);
  });
});

describe('durations', () => {
  it.each([
    ['1500', 1_500],
    ['0', 0],
    ['850ms', 850],
    ['90s', 90_000],
    ['5m', 300_000],
    ['2h', 7_200_000],
    ['1d', 86_400_000],
    ['', null],
    ['-1s', null],
    ['1.5h', null],
    ['5 m', null],
    ['999999999999999d', null],
  ])('%j is %s ms', (text, expected) => {
    expect(parseDuration(text)).toBe(expected);
  });

  it.each([
    [999, '999ms'],
    [119_999, '119s'],
    [120_000, '2m'],
    [7_200_000, '2h'],
    [172_800_000, '2d'],
  ])('%d ms are shown as %s', (ms, expected) => {
    expect(span(ms)).toBe(expected);
  });

  it('are told from now, in both directions, and not of what is no time', () => {
    const now = Date.parse('2026-11-25T12:00:00Z');
    expect(since('2026-11-25T11:59:50Z', now)).toBe('10s ago');
    expect(since('2026-11-25T12:05:00Z', now)).toBe('in 5m');
    expect([since(null, now), since('soon', now)]).toEqual(['', '']);
  });
});

describe('a problem as a sentence', () => {
  it('names fields as they are written in JSON, parameters and headers as they are', () => {
    const errors = [
      { pointer: '/backoff/base_ms', detail: 'must be an integer' },
      { pointer: '/tags/0', detail: 'is no name' },
      { pointer: '/a~1b~0c', detail: 'is not a known field' },
      { parameter: 'status', detail: 'is no state' },
      { header: 'Sluice-Namespace', detail: 'is no name' },
    ];
    expect(problemSentence({ code: 'invalid', detail: 'unused', errors }, null)).toBe(
      'backoff.base_ms must be an integer; tags.0 is no name; a/b~c is not a known field; status is no state; ' +
        'Sluice-Namespace is no name (invalid)',
    );
  });

  it('says when to try again', () => {
    expect(problemSentence({ code: 'queue_full', detail: 'The queue is full' }, '3')).toBe(
      'The queue is full (queue_full); try again in 3 s',
    );
  });

  it('makes do with what there is', () => {
    expect(problemSentence({}, null)).toBe('the server said no');
    expect(problemSentence({ title: 'No', errors: 'x' }, null)).toBe('No');
  });
});
