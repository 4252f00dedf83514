import { judge } from '../../chaos/ledger/verdict';
import { attempt, evidenceOf, LEASE_MS, type Plot } from './ledger-evidence';

const id = 'a';

/** The rules that the verdict says were broken. */
function brokenBy(plot: Plot): string[] {
  return judge(evidenceOf(plot)).violations.map(({ rule }) => rule);
}

/** Two runs of one job, the first of which lost its lease; the job's record says so. */
const lapsed = (first: object, second: object): Plot => ({
  sent: [{ id }],
  stored: [{ id, lapses: 1 }],
  runs: [
    { id, how: null, endedAt: null, worker: 'killed', ...first },
    { id, startedAt: 5_000, endedAt: 5_100, ...second },
  ],
});

describe('the verdict on a ledger', () => {
  it('finds nothing where all went well', () => {
    expect(brokenBy({ sent: [{ id }], runs: [{ id }], stored: [{ id }] })).toEqual([]);
  });

  describe('lost jobs', () => {
    it('finds a job that was acknowledged and is not stored', () => {
      expect(brokenBy({ sent: [{ id }] })).toContain('lost');
    });

    it('does not miss a job that was never acknowledged', () => {
      expect(brokenBy({ sent: [{ id, ackedAt: null }] })).toEqual([]);
    });

    it('excuses a loss of the last second only with appendfsync everysec, and counts it', () => {
      const terms = { lossyKills: [1_500] };
      const verdict = judge(evidenceOf({ sent: [{ id, ackedAt: 1_000 }], terms }));

      expect(verdict.violations).toEqual([]);
      expect(verdict.summary.lostWithinBound).toBe(1);
      expect(brokenBy({ sent: [{ id, ackedAt: 1_600 }], terms })).toContain('lost');
      expect(brokenBy({ sent: [{ id, ackedAt: 1_000 }], terms: { lossyKills: [60_000] } })).toContain('lost');
    });

    it('excuses an outcome that was removed when memory was short, if there was one', () => {
      const terms = { memoryWasShort: true };
      const counters = { processed: 1 };

      expect(brokenBy({ sent: [{ id }], runs: [{ id }], terms, counters })).toEqual([]);
      expect(brokenBy({ sent: [{ id }], runs: [{ id, how: 'threw' }], terms, counters })).toEqual(['lost']);
    });

    it('also then misses an outcome that nobody counted', () => {
      expect(brokenBy({ sent: [{ id }], runs: [{ id }], terms: { memoryWasShort: true } })).toEqual([
        'miscounted',
      ]);
    });

    it('finds a job that never got to its end', () => {
      expect(brokenBy({ sent: [{ id }], runs: [{ id }], stored: [{ id, status: 'in_progress' }] })).toContain(
        'not final',
      );
    });
  });

  describe('final states', () => {
    it('finds a job that completed with no handler having returned', () => {
      const runs = [{ id, how: 'threw' as const }];
      expect(brokenBy({ sent: [{ id }], runs, stored: [{ id }] })).toEqual(['completed without a run']);
    });

    it('finds two completions in the record', () => {
      const attempts = [1, 2].map((number) => attempt(number));
      expect(brokenBy({ sent: [{ id }], runs: [{ id }], stored: [{ id, attempts }] })).toEqual([
        'final more than once',
      ]);
    });

    it('finds a completion by a run that had lost its lease', () => {
      const runs = [
        { id, how: 'aborted' as const, abortReason: 'lease_lost', worker: 'stale' },
        { id, startedAt: 5_000, endedAt: 5_100, worker: 'holder' },
      ];
      const processes = [
        { name: 'stale', pid: 11, endedAt: null, pauses: [] },
        { name: 'holder', pid: 12, endedAt: null, pauses: [] },
      ];
      const by = (worker: string) => [{ ...attempt(2), worker }];
      const plot = (worker: string) => ({
        sent: [{ id }],
        runs,
        processes,
        stored: [{ id, lapses: 1, attempts: by(worker) }],
      });

      expect(brokenBy(plot('host:11'))).toEqual(['completed by a stale run']);
      expect(brokenBy(plot('host:12'))).toEqual([]);
    });

    it('finds a cancelled job that completed all the same, and one that ran afterwards', () => {
      const sent = [{ id, cancelAsked: true, cancelledAt: 50 }];

      expect(brokenBy({ sent, stored: [{ id }], runs: [{ id, startedAt: 10, endedAt: 20 }] })).toEqual([
        'final more than once',
      ]);
      expect(brokenBy({ sent, stored: [{ id, status: 'cancelled' }], runs: [{ id, how: 'threw' }] })).toEqual(
        ['ran after it was cancelled'],
      );
    });

    it('finds counters that say more or less than what is stored', () => {
      const sound = { sent: [{ id }], runs: [{ id }], stored: [{ id }] };

      expect(brokenBy({ ...sound, counters: { processed: 2 } })).toEqual(['miscounted', 'miscounted']);
      expect(brokenBy({ ...sound, counters: { processed: 0 } })).toEqual(['miscounted', 'miscounted']);
    });

    it('finds a job that nobody sent', () => {
      expect(brokenBy({ runs: [{ id }] })).toEqual(['stranger']);
    });
  });

  describe('runs at the same time', () => {
    it('finds a run that began while another held its lease', () => {
      expect(brokenBy(lapsed({ how: 'returned', endedAt: 5_001 }, { how: 'returned' }))).toContain(
        'ran twice at once',
      );
    });

    it('finds it also where the first was told of its lost lease too late', () => {
      const told = { abortReason: 'lease_lost', how: 'aborted', endedAt: 5_050 };

      expect(brokenBy(lapsed({ ...told, abortedAt: 5_001 }, {}))).toEqual(['ran twice at once']);
      expect(brokenBy(lapsed({ ...told, abortedAt: 4_999 }, {}))).toEqual([]);
    });

    it('takes another reason to stop for no excuse: its lease was held on', () => {
      const stopped = { abortReason: 'draining', how: 'aborted', endedAt: 5_050, abortedAt: 4_999 };
      expect(brokenBy(lapsed(stopped, {}))).toEqual(['ran twice at once']);
    });

    it('counts a run of a killed process until the process was gone', () => {
      const plot = lapsed({}, {});
      const killed = (endedAt: number) => [{ name: 'killed', pid: 2, endedAt, pauses: [] }];

      expect(brokenBy({ ...plot, processes: killed(4_999) })).toEqual([]);
      expect(brokenBy({ ...plot, processes: killed(5_001) })).toEqual(['ran twice at once']);
      expect(brokenBy({ ...plot, processes: [] })).toEqual(['ran twice at once']);
    });

    it('lets a process that stood still past its lease off, and no other', () => {
      const plot = lapsed({ how: 'returned', endedAt: 9_000 }, {});
      const paused = (from: number, to: number) => [
        { name: 'killed', pid: 2, endedAt: null, pauses: [{ from, to }] },
      ];

      expect(brokenBy({ ...plot, processes: paused(1_000, 1_000 + LEASE_MS) })).toEqual([]);
      expect(brokenBy({ ...plot, processes: paused(4_500, 5_500) })).toEqual(['ran twice at once']);
      expect(brokenBy({ ...plot, processes: paused(5_050, 5_050 + LEASE_MS) })).toEqual([
        'ran twice at once',
      ]);
    });
  });

  describe('runs after a run', () => {
    const again = (first: object, job: object): Plot => ({
      sent: [{ id }],
      stored: [{ id, ...job }],
      runs: [
        { id, how: 'threw', ...first },
        { id, startedAt: 300, endedAt: 400 },
      ],
    });

    it('finds one that nothing explains', () => {
      expect(brokenBy(again({}, {}))).toEqual(['ran again without a reason']);
    });

    it('accepts a retry, a lapse, a snooze and a release', () => {
      const released = { how: 'aborted', abortReason: 'draining', abortedAt: 190 };

      expect(brokenBy(again({}, { retries: 1 }))).toEqual([]);
      expect(brokenBy(again({}, { lapses: 1 }))).toEqual([]);
      expect(brokenBy(again({}, { snoozes: 1 }))).toEqual([]);
      expect(brokenBy(again(released, {}))).toEqual([]);
      expect(brokenBy(again({ ...released, abortReason: 'lease_lost' }, {}))).toEqual([]);
      expect(brokenBy(again({ ...released, abortReason: 'cancelled' }, {}))).not.toEqual([]);
    });

    it('finds a run after one that returned, whose lease did not lapse', () => {
      const plot = again({ how: 'returned' }, { retries: 1 });

      expect(brokenBy(plot)).toEqual(['ran again after it returned']);
      expect(brokenBy(again({ how: 'returned' }, { lapses: 1 }))).toEqual([]);
    });

    it('accepts what Redis forgot with its last second, and no more', () => {
      const plot = again({ how: 'returned' }, {});

      expect(brokenBy({ ...plot, terms: { lossyKills: [250] } })).toEqual([]);
      expect(brokenBy({ ...plot, terms: { lossyKills: [50] } })).not.toEqual([]);
      expect(brokenBy({ ...plot, terms: { lossyKills: [60_000] } })).not.toEqual([]);
    });

    it('accepts none of a job that may run at most once, also where the first was stopped by a drain', () => {
      const once = (first: object) => ({
        ...again(first, { lapses: 1 }),
        sent: [{ id, atMostOnce: true }],
      });

      expect(brokenBy(once({}))).toEqual(['ran more than once']);
      expect(brokenBy(once({ how: 'aborted', abortReason: 'draining' }))).toEqual(['ran more than once']);
    });

    it('accepts no second run at all where the plan excuses none', () => {
      expect(brokenBy({ ...again({}, { lapses: 1 }), terms: { onceOnly: true } })).toEqual([
        'ran more than once',
      ]);
    });
  });
});
