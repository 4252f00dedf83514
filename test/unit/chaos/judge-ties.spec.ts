import { judge } from '../../chaos/ledger/verdict';
import { attempt, evidenceOf, type Plot } from './ledger-evidence';

const RATE = { queue: 'rated', limit: 2, perMs: 1_000 };

/** The rules that the verdict says were broken. */
function brokenBy(plot: Plot): string[] {
  return judge(evidenceOf(plot)).violations.map(({ rule }) => rule);
}

/** Two jobs that completed, one run each, from and to these times. */
function two(ties: object, first: readonly [number, number], second: readonly [number, number]): Plot {
  const run = (id: string, [startedAt, endedAt]: readonly [number, number]) => ({ id, startedAt, endedAt });
  return {
    sent: [
      { id: 'a', ties },
      { id: 'b', ties },
    ],
    runs: [run('a', first), run('b', second)],
    stored: [{ id: 'a' }, { id: 'b' }],
  };
}

describe.each([
  ['a group', { group: 'g' }, 'group ran twice at once'],
  ['a dedup key', { key: 'k' }, 'two holders'],
])('the verdict on jobs of %s', (_name, ties, together) => {
  it('finds nothing where one begins after the other', () => {
    expect(brokenBy(two(ties, [0, 10], [10, 20]))).toEqual([]);
  });

  it('finds two that run at once', () => {
    expect(brokenBy(two(ties, [0, 10], [9, 20]))).toEqual([together]);
  });

  it('excuses what Redis may have forgotten', () => {
    const terms = { lossyKills: [9.5] };
    expect(brokenBy({ ...two(ties, [0, 10], [9, 20]), terms })).toEqual([]);
  });

  it('knows one group or key from another', () => {
    const plot = two(ties, [0, 10], [5, 20]);
    expect(brokenBy({ ...plot, sent: [{ id: 'a', ties }, { id: 'b' }] })).toEqual([]);
  });
});

describe('the verdict on the order of a group', () => {
  const ties = { group: 'g' };

  it('finds a job that runs again after a later one began', () => {
    const plot = two(ties, [0, 10], [10, 20]);
    const runs = [...(plot.runs ?? []), { id: 'a', startedAt: 30, endedAt: 40 }];
    const stored = [{ id: 'a', retries: 1 }, { id: 'b' }];
    expect(brokenBy({ ...plot, runs, stored, counters: { retried: 1 } })).toContain('out of order');
  });

  it('finds one that was stored before the other was sent, and begins behind it', () => {
    const sent = [
      { id: 'a', ties, sentAt: 5, ackedAt: 6 },
      { id: 'b', ties, sentAt: 1, ackedAt: 4 },
    ];
    expect(brokenBy({ ...two(ties, [10, 20], [20, 30]), sent })).toEqual(['out of order']);
    const atOnce = sent.map((job) => ({ ...job, sentAt: 1 }));
    expect(brokenBy({ ...two(ties, [10, 20], [20, 30]), sent: atOnce })).toEqual([]);
  });
});

describe('the verdict on dependencies', () => {
  const sent = [{ id: 'a' }, { id: 'b', ties: { dependsOn: 'a' } }];
  const runs = (dependentAt: number) => [
    { id: 'a', startedAt: 0, endedAt: 10 },
    { id: 'b', startedAt: dependentAt, endedAt: dependentAt + 10 },
  ];
  const stored = [{ id: 'a' }, { id: 'b' }];

  it('finds a job that starts before the one that it depends on is done', () => {
    expect(brokenBy({ sent, runs: runs(10), stored })).toEqual([]);
    expect(brokenBy({ sent, runs: runs(9), stored })).toEqual(['before its dependency']);
  });

  it('goes by the run that completed the dependency, not by one that stood still and returned later', () => {
    const slow = { id: 'a', worker: 'stopped', startedAt: 0, endedAt: 100 };
    const lapsed = [{ id: 'a', lapses: 1 }, { id: 'b' }];
    const parents = [slow, { id: 'a', startedAt: 50, endedAt: 60 }];
    const at = (dependentAt: number) => [...parents, ...runs(dependentAt).slice(1)];
    const terms = { leaseMs: 20 };
    expect(brokenBy({ sent, runs: at(60), stored: lapsed, terms })).not.toContain('before its dependency');
    expect(brokenBy({ sent, runs: at(59), stored: lapsed, terms })).toContain('before its dependency');
  });

  it('finds one that starts although its dependency only failed', () => {
    const failed = [{ id: 'a', status: 'failed' }, { id: 'b' }];
    const [first = { id: 'a' }, ...rest] = runs(20);
    expect(brokenBy({ sent, runs: [{ ...first, how: 'threw' }, ...rest], stored: failed })).toEqual([
      'before its dependency',
    ]);
  });

  it('finds one that failed for a dependency that completed', () => {
    const error = { code: 'dependency_failed' };
    expect(
      brokenBy({
        sent,
        runs: runs(20).slice(0, 1),
        stored: [{ id: 'a' }, { id: 'b', status: 'failed', error }],
      }),
    ).toEqual(['failed for no dependency']);
  });

  it('finds an acknowledged job that was unknown to the one that depends on it', () => {
    const refused = [
      { id: 'a' },
      { id: 'b', ties: { dependsOn: 'a' }, ackedAt: null, unknownDependency: true },
    ];
    const plot = { sent: refused, runs: runs(20).slice(0, 1), stored: [{ id: 'a' }] };
    expect(brokenBy(plot)).toEqual(['lost']);
    expect(brokenBy({ ...plot, terms: { memoryWasShort: true } })).toEqual([]);
  });
});

describe('the verdict on follow-ups', () => {
  const sent = [{ id: 'a' }, { id: 'b', ackedAt: null, ties: { parent: 'a' } }];
  const parent = { id: 'a', startedAt: 0, endedAt: 10 };
  const child = { id: 'b', startedAt: 10, endedAt: 20 };

  it('finds nothing where it is there once the parent is done', () => {
    expect(brokenBy({ sent, runs: [parent, child], stored: [{ id: 'a' }, { id: 'b' }] })).toEqual([]);
  });

  it('finds one that is missing', () => {
    expect(brokenBy({ sent, runs: [parent], stored: [{ id: 'a' }] })).toEqual(['follow-up lost']);
  });

  it('finds one of a parent that did not complete', () => {
    const runs = [{ ...parent, how: 'threw' as const }, child];
    const stored = [{ id: 'a', status: 'failed' }, { id: 'b' }];
    expect(brokenBy({ sent, runs, stored })).toEqual(['follow-up without its parent']);
  });

  it('finds one that starts before its parent is done', () => {
    const runs = [parent, { ...child, startedAt: 9 }];
    expect(brokenBy({ sent, runs, stored: [{ id: 'a' }, { id: 'b' }] })).toEqual([
      'follow-up without its parent',
    ]);
  });
});

describe('the verdict on queues with limits', () => {
  it('finds a start too many for the rate, and none at the edge of the window', () => {
    const plot = (third: number): Plot => ({
      sent: [0, 1, 2].map((id) => ({ id: String(id) })),
      runs: [0, 1, 2].map((id) => ({ id: String(id) })),
      stored: [0, 500, third].map((at, id) => ({
        id: String(id),
        queue: 'rated',
        attempts: [attempt(1, at)],
      })),
      terms: { rate: RATE },
    });
    expect(brokenBy(plot(1_000))).toEqual(['over its rate']);
    expect(brokenBy(plot(1_001))).toEqual([]);
  });

  it('finds a job that gave way in a queue where none does', () => {
    const stored = [{ id: 'a', status: 'failed', error: { code: 'dropped' } }];
    expect(brokenBy({ sent: [{ id: 'a' }], stored })).toEqual(['dropped']);
    const small = stored.map((job) => ({ ...job, queue: 'small' }));
    expect(brokenBy({ sent: [{ id: 'a' }], stored: small, terms: { overflowing: 'small' } })).toEqual([]);
  });
});
