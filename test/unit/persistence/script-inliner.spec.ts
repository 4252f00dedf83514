import { inline } from '../../../src/persistence/script-inliner';

const lines = (...text: string[]): string => `${text.join('\n')}\n`;

describe('inline', () => {
  it('writes constants as their values, but not in strings, fields and comments', () => {
    expect(
      inline(
        lines(
          'local MOST = 100     -- at once',
          'local LEAST = -1',
          "local NAME = 'a b'",
          'local function take(n)',
          "  return f(n, MOST, t.MOST, 'MOST', NAME, n-LEAST) -- MOST",
          'end',
        ),
      ),
    ).toBe(
      lines('local function take(n)', "  return f(n, 100, t.MOST, 'MOST', 'a b', n-(-1)) -- MOST", 'end'),
    );
  });

  it('writes functions that only return an expression as that expression, and those in their arguments', () => {
    const inlined = inline(
      lines(
        'local function int(n)',
        "  return format('%d', n)",
        'end',
        "local function key_of(q, part) return P .. q .. ':' .. part end",
        "call('ZADD', key_of(q, 'a'), int(int(x) + 1), { int(y) })",
      ),
    );
    expect(inlined.split('\n').at(-2)).toBe(
      "call('ZADD', (P .. q .. ':' .. 'a'), (format('%d', ((format('%d', x)) + 1))), { (format('%d', y)) })",
    );
  });

  it.each([
    ['its name is declared twice', 'local function one(n) return n end', 'local one = 2', 'return one(1)'],
    [
      'a name in it means something else elsewhere',
      'local function two(n) return n + now end',
      'local now = 1',
      'local now = 2',
      'return two(1)',
    ],
    [
      'it may return several values',
      'local function three(n) return string.find(n, 1) end',
      'return three(x)',
    ],
    ['it returns several values', 'local function four(n) return n, 2 end', 'return four(x)'],
    ['an argument would be worked out twice', 'local function five(n) return n + n end', 'return five(f())'],
    [
      'an argument would be worked out only sometimes',
      'local function six(a, b) return a and b end',
      'return six(x, f())',
    ],
    ['too few are given', 'local function seven(a, b) return a == b end', 'return seven(x)'],
    ['it is a statement', 'local function eight(n) return call(n) end', 'eight(1)'],
    ['it is a field of that name', 'local function nine(n) return n + 1 end', 'return t.nine(1)'],
    ['it is not called', 'local function ten(n) return n + 1 end', 'return { ten = ten }'],
    ['a comment follows', 'local function twelve(n) return n -- why', 'end', 'return twelve(1)'],
    ['it is in a string', 'local function eleven(n) return n + 1 end', "return '= eleven(1)'"],
  ])('leaves a call where %s', (_why, ...text) => {
    expect(inline(lines(...text))).toBe(lines(...text));
  });

  it('lets a simple argument be used several times', () => {
    const text = lines('local function twice(n) return n + n end', "return twice(x) .. twice('a')");
    expect(inline(text).split('\n')[1]).toBe("return (x + x) .. ('a' + 'a')");
  });

  it('writes a constant that is declared twice as the same', () => {
    expect(inline(lines('local MOST = 1', 'f(MOST)', 'local MOST = 1', 'g(MOST)'))).toBe(
      lines('f(1)', 'g(1)'),
    );
  });

  it('leaves a constant that is declared twice, not as the same', () => {
    const text = lines(
      'local MOST = 1',
      'local function f()',
      '  local MOST = 2',
      '  return MOST',
      'end',
      'return MOST',
    );
    expect(inline(text)).toBe(text);
  });
});
