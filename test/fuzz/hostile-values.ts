import type { Dice } from './dice';

/** Stands for JSON text that JSON.stringify would not write. */
const RAW = /"@@raw:([^"]*)@@"/g;
const raw = (text: string) => `@@raw:${text}@@`;

/** @param value may hold marks of raw text */
export function jsonText(value: unknown): string {
  return JSON.stringify(value).replace(RAW, '$1');
}

const nested = (depth: number): unknown => (depth === 0 ? 0 : [nested(depth - 1)]);

const TEXTS = [
  ...[
    '',
    ' ',
    '.',
    '..',
    '/',
    '\\',
    '%',
    '%00',
    '\u0000',
    '\n',
    '\r\nX: y',
    '\ud800',
    '\udfff\ud800',
    'ü',
    '𝟙',
    '\u202e',
  ],
  ...[
    '__proto__',
    'constructor',
    'toString',
    'null',
    'NaN',
    '-1',
    '1e400',
    '0x10',
    'a:b',
    '{a}',
    '*',
    'a b',
    '"',
    "'",
  ],
  ...[
    '9999-12-31T23:59:60Z',
    '0000-00-00T00:00:00Z',
    '2026-02-30T00:00:00.000Z',
    '+275760-09-13T00:00:00Z',
    '1',
  ],
  ...[
    'http://127.0.0.1/',
    'javascript:alert(1)',
    'https://user:word@fuzz.invalid/',
    'file:///etc/passwd',
    'http://[',
  ],
  ...[
    '* * * * *',
    '60 * * * *',
    '* * * * * * *',
    'L W ? #',
    'Europe/Nowhere',
    '${x}',
    '{{x}}',
    'KEYS[1]',
    '"\r\nDEL x',
  ],
  'x'.repeat(129),
  'x'.repeat(5_000),
  'ж'.repeat(3_000),
];

const VALUES: readonly unknown[] = [
  ...[null, true, false, 0, -1, 1, 1.5, 1e21, -1e-7, 2 ** 31, 2 ** 53, -(2 ** 53), 1e308],
  ...['1e400', '-0', '-1E400', '9007199254740993', '0.1e-999', '123456789012345678901234567890'].map(raw),
  ...[[], {}, [null], [[]], [{}], { '': '' }, { a: { b: { c: {} } } }, { length: 1e9 }, { toString: 1 }],
  ...[
    '{"__proto__":{"x":1}}',
    '{"constructor":{"prototype":{}}}',
    '{"a":1,"a":2}',
    '{"\\u0061":1,"a":2}',
  ].map(raw),
  ...[
    nested(100),
    nested(127),
    nested(200),
    Array.from({ length: 1_100 }, (_, at) => at),
    Array(600).fill('same'),
  ],
];

/** Something that no schema has in mind. */
export function hostileValue(dice: Dice): unknown {
  return dice.chance(0.5) ? dice.pick(TEXTS) : dice.pick(VALUES);
}

export function hostileText(dice: Dice): string {
  return dice.pick(TEXTS);
}

/** A copy with one or more parts replaced, taken away, added or renamed. */
export function spoiled(value: unknown, dice: Dice): unknown {
  if (typeof value !== 'object' || value === null || dice.chance(0.1)) {
    return hostileValue(dice);
  }
  if (Array.isArray(value)) {
    const at = dice.int(0, Math.max(0, value.length - 1));
    return value.length === 0 ? [hostileValue(dice)] : value.with(at, spoiled(value[at], dice));
  }
  const entries = Object.entries(value);
  const at = dice.int(0, Math.max(0, entries.length - 1));
  const chosen = entries[at];
  if (chosen === undefined || dice.chance(0.2)) {
    return Object.fromEntries([...entries, [hostileText(dice), hostileValue(dice)]]);
  }
  const [field, member] = chosen as [string, unknown];
  const changed: [string, unknown][] = dice.chance(0.15) ? [] : [[field, spoiled(member, dice)]];
  return Object.fromEntries([...entries.slice(0, at), ...changed, ...entries.slice(at + 1)]);
}
