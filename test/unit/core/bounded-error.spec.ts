import { boundedError, ERROR_LIMITS } from '../../../src/core/bounded-error';
import { boundedText } from '../../../src/core/bounded-text';
import { AttemptTimeoutError } from '../../../src/core/handler-errors';
import { cpuMs } from '../../support/cpu-time';

const refusing: ProxyHandler<object> = {
  get: () => {
    throw new Error('trap');
  },
  getPrototypeOf: () => {
    throw new Error('trap');
  },
  ownKeys: () => {
    throw new Error('trap');
  },
};

const circular: Record<string, unknown> = { name: 7 };
circular['self'] = circular;

const coded = (code: unknown) => Object.assign(new Error('coded'), { code });

describe('boundedError', () => {
  it.each<[string, unknown, string]>([
    ['an error', new TypeError('bad'), 'bad'],
    ['a string', 'just text', 'just text'],
    ['an empty string', '', 'the handler threw an empty string'],
    ['undefined', undefined, 'the handler threw undefined'],
    ['null', null, 'the handler threw null'],
    ['a number', 42, 'the handler threw 42'],
    ['a bigint', 10n, 'the handler threw 10'],
    ['a symbol', Symbol('s'), 'the handler threw Symbol(s)'],
    ['a plain object', { a: 1 }, 'the handler threw { a: 1 }'],
    ['an object with a message', { message: 'mine' }, 'mine'],
    ['an error without a message', new RangeError(), 'RangeError'],
    [
      'an error with a cause',
      new Error('fetch failed', { cause: new Error('refused') }),
      'fetch failed (cause: refused)',
    ],
    ['a frozen error', Object.freeze(new Error('cold')), 'cold'],
    [
      'a proxy that refuses everything',
      new Proxy({}, refusing),
      'the handler threw something that cannot be shown',
    ],
    [
      'an object without a prototype',
      Object.assign(Object.create(null) as object, { x: 1 }),
      'the handler threw [Object: null prototype] { x: 1 }',
    ],
  ])('makes a readable message of %s', (_name, thrown, message) => {
    expect(boundedError(thrown).message).toBe(message);
  });

  it('shows circular objects and getters that throw', () => {
    const trap = Object.defineProperty({}, 'message', {
      get() {
        throw new Error('getter');
      },
    });
    expect(boundedError(circular).message).toContain('[Circular');
    expect(boundedError(trap).message).toContain('the handler threw');
  });

  it.each([
    ['rate_limited', 'rate_limited'],
    ['e2', 'e2'],
    ['ECONNREFUSED', 'error'],
    ['', 'error'],
    ['x'.repeat(28), 'error'],
    ['with space', 'error'],
    [42, 'error'],
    [undefined, 'error'],
  ])('takes over the code %p as %p', (code, expected) => {
    expect(boundedError(coded(code)).code).toBe(expected);
  });

  it('keeps the stack of a foreign error, and none of our own', () => {
    expect(boundedError(new Error('x')).stack).toContain('bounded-error.spec');
    expect(boundedError(new AttemptTimeoutError(5))).toEqual({
      code: 'timeout',
      message: 'the attempt ran longer than its limit of 5 ms',
    });
  });

  it.each([
    ['quotes', '"'.repeat(100_000)],
    ['emoji', '😀'.repeat(100_000)],
    ['newlines', '\n'.repeat(100_000)],
    ['controls', '\u0000\u001b[31m'.repeat(100_000)],
    ['lone surrogates', '\ud800'.repeat(100_000)],
    ['50 MB', 'x'.repeat(50_000_000)],
  ])('stays within its bounds for a message and a stack of %s', (_name, text) => {
    const error = new Error(text);
    error.stack = text;
    const bounded = boundedError(error);
    expect(Buffer.byteLength(bounded.message)).toBeLessThanOrEqual(ERROR_LIMITS.message);
    expect(Buffer.byteLength(bounded.stack ?? '')).toBeLessThanOrEqual(ERROR_LIMITS.stack);
    expect(Buffer.byteLength(JSON.stringify(bounded))).toBeLessThanOrEqual(ERROR_LIMITS.json);
  });

  it('does not take long for an object with a million keys', () => {
    const wide = Object.fromEntries(Array.from({ length: 1_000_000 }, (_, index) => [`key${index}`, index]));
    const tookMs = cpuMs(() => expect(boundedError(wide).message).toContain('key0'));
    expect(tookMs).toBeLessThan(2_000);
  });
});

describe('boundedText', () => {
  it('cuts between characters', () => {
    for (let bytes = 3; bytes < 20; bytes += 1) {
      const cut = boundedText('aé😀'.repeat(10), bytes);
      expect(Buffer.byteLength(cut)).toBeLessThanOrEqual(bytes);
      expect(Buffer.from(cut).toString()).toBe(cut);
      expect(cut).toMatch(/^[aé😀]*…$/u);
    }
  });

  it('keeps text that fits, newlines and tabs', () => {
    expect(boundedText('a\tb\r\nc', 100)).toBe('a\tb\nc');
  });

  it('removes terminal escapes, control characters and lone surrogates', () => {
    expect(boundedText('\u001b[31mred\u001b[0m\u0007\ud800', 100)).toBe('red \ufffd');
  });
});
