import { MAX_DEPTH, parseJson } from '../../../src/http/parse-json';
import { ProblemError } from '../../../src/http/problem';

const rewritten = (text: string) => JSON.stringify(parseJson(text).exact);

describe('parseJson', () => {
  it.each([
    '9007199254740993',
    '-9007199254740993',
    '123456789012345678901234567890',
    '0.1234567890123456789',
    '-0',
    '-0.0',
    '1e400',
    '-1E+400',
    '1e-400',
    '2.50000000000000000000001',
    '[9007199254740993,{"a":[-0]}]',
    '{"__proto__":9007199254740993}',
  ])('keeps the digits of %s', (text) => {
    expect(rewritten(text)).toBe(text);
  });

  it.each([
    ['1.0', '1'],
    ['1e2', '100'],
    ['0.1', '0.1'],
    ['1.7976931348623157e308', '1.7976931348623157e+308'],
    ['0.30000000000000004', '0.30000000000000004'],
    ['100000000000000000000', '100000000000000000000'],
    ['5e-324', '5e-324'],
    ['0e0', '0'],
    ['"9007199254740993"', '"9007199254740993"'],
    ['"1e5 -0"', '"1e5 -0"'],
  ])('writes %s, which a double holds, as %s', (text, written) => {
    expect(rewritten(text)).toBe(written);
  });

  it.each([
    '{"__proto__":{"a":1},"constructor":[],"toString":{}}',
    '[]',
    '{}',
    'null',
    '"\\ud800"',
    '[[],{}]',
  ])('gives %s back as it is', (text) => {
    expect(rewritten(text)).toBe(text);
  });

  it('takes the deepest nesting that is allowed, and not one more', () => {
    const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);
    expect(rewritten(nested(MAX_DEPTH))).toBe(nested(MAX_DEPTH));
    expect(() => parseJson(nested(MAX_DEPTH + 1))).toThrow('nested deeper');
    expect(() => parseJson('[{"a":'.repeat(25_000))).toThrow('nested deeper');
  });

  it('does not count brackets in strings, whatever is escaped in them', () => {
    const text = JSON.stringify({ a: '['.repeat(300), b: `\\"${'{'.repeat(300)}\\`, c: '\\\\' });
    expect(rewritten(text)).toBe(text);
    expect(() => parseJson(`"${'['.repeat(300)}`)).toThrow('not JSON');
  });

  it.each(['', ' ', '{', '{"a":}', "{'a':1}", 'undefined', 'NaN', '01', '{"a":1}x', '\ufeff{}'])(
    'refuses %j as malformed',
    (text) => {
      expect(() => parseJson(text)).toThrow(ProblemError);
      expect(() => parseJson(text)).toThrow('not JSON');
    },
  );

  it.each([
    ['{"id":1,"id":2}', 'id'],
    ['{"id":1,"\\u0069d":2}', 'id'],
    ['{"a":{"b":1,"c":[{"x":0,"x":0}]}}', 'x'],
    ['{"a":1,"b":{"a":1},"a" : 1}', 'a'],
    ['{"__proto__":1,"__proto__":2}', '__proto__'],
    ['{"\\"":1,"\\"":2}', '\\"'],
    [`{"${'k'.repeat(200)}":1,"${'k'.repeat(200)}":2}`, 'k'.repeat(64)],
    ['{"a":"x","":1,"":{}}', ''],
  ])('refuses %s: one key twice', (text, key) => {
    expect(() => parseJson(text)).toThrow(`One object has the key "${key}" twice`);
  });

  it.each([
    '[{"a":1},{"a":1}]',
    '{"a":{"a":{"a":1}}}',
    '{"a":"\\"b\\":1,\\"b\\":2"}',
    '{"a:a":":","a":"::"}',
  ])('takes %s: no key twice in one object', (text) => {
    expect(rewritten(text)).toBe(text);
  });
});
