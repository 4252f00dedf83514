import fc from 'fast-check';

/** Values near every border that a field of an enqueue has. */
const NUMBERS = fc.oneof(
  fc.constantFrom(
    ...[
      0,
      -0,
      1,
      -1,
      1.5,
      100,
      101,
      -100,
      -101,
      2 ** 32 - 1,
      2 ** 32,
      10_000,
      10_001,
      86_400_000,
      86_400_001,
    ],
    ...[604_800_000, 604_800_001, 315_360_000_000, 315_360_000_001, 2 ** 53 - 1, 2 ** 53, 1e20, Infinity],
  ),
  fc.double({ noNaN: true, min: -2, max: 200 }),
  fc.integer({ min: -200, max: 20_000 }),
);

const TEXTS = fc.oneof(
  fc.constantFrom(
    '',
    '.',
    '..',
    '...',
    'a',
    'a:b',
    'sluice.x',
    'sluice',
    'constructor',
    '__proto__',
    'A-z_0@9',
  ),
  fc.constantFrom('a b', 'ä', 'a\n', '\na', 'a{b}', 'x'.repeat(128), 'x'.repeat(129), 'exponential', 'fixed'),
  fc.constantFrom(
    'error',
    'hang',
    '2026-11-25T12:00:00Z',
    '2026-11-25T12:00:00.123+01:00',
    '2026-02-30T00:00:00Z',
    ...['started', 'finished', 'ttl'],
  ),
  fc.constantFrom('2026-11-25', '2026-11-25T12:00:00', '2024-02-29t23:59:59z', '2026-11-25T24:00:00Z'),
  fc.constantFrom(`00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`, `00-${'0'.repeat(32)}-${'b'.repeat(16)}-01`),
  fc.string({ maxLength: 10 }),
);

const SCALARS = fc.oneof(NUMBERS, TEXTS, fc.boolean(), fc.constant(null));

const NESTED_FIELDS = [
  ...['strategy', 'base_ms', 'factor', 'max_ms', 'jitter'],
  ...['fail_attempts', 'fail_first', 'probability', 'seed', 'kind', 'slow_ms', 'extra', 'constructor'],
  ...['key', 'until', 'ttl_ms'],
];

const VALUES = fc.oneof(
  { weight: 4, arbitrary: SCALARS },
  { weight: 1, arbitrary: fc.array(SCALARS, { maxLength: 12 }) },
  {
    weight: 2,
    arbitrary: fc.dictionary(
      fc.constantFrom(...NESTED_FIELDS),
      fc.oneof(SCALARS, fc.array(NUMBERS, { maxLength: 5 })),
      { maxKeys: 3 },
    ),
  },
);

const FIELDS = [
  ...[
    'id',
    'type',
    'payload',
    'queue',
    'priority',
    'delay_ms',
    'run_at',
    'max_retries',
    'max_lapses',
    'backoff',
  ],
  ...['timeout_ms', 'expires_at', 'ttl_ms', 'tags', 'dedup', 'failure_injection', 'traceparent'],
];

const STRANGE_FIELDS = ['Id', '__proto__', 'constructor', 'toString', 'a/b', ''];

/** Bodies of an enqueue: few fields, so that a good part of them is valid. As text: `__proto__` is then a key. */
export const enqueueBodies: fc.Arbitrary<string> = fc
  .array(
    fc.tuple(
      fc.oneof(
        { weight: 20, arbitrary: fc.constantFrom(...FIELDS) },
        { weight: 1, arbitrary: fc.constantFrom(...STRANGE_FIELDS) },
      ),
      VALUES,
    ),
    { maxLength: 4 },
  )
  .map(
    (entries) => `{${entries.map(([name, value]) => `${JSON.stringify(name)}:${written(value)}`).join(',')}}`,
  );

/** JSON.stringify makes Infinity null; a sender can write 1e999. */
function written(value: unknown): string {
  return value === Infinity ? '1e999' : JSON.stringify(value);
}
