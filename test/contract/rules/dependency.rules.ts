import { newJob } from '../../support/job-builder';
import type { Bed, Rule } from '../bed';

const WAITS = { dependsOn: ['a', 'b'] };

/** Ends come through in steps: here all of them. */
async function comeThrough(bed: Bed): Promise<void> {
  while ((await bed.store.promote(200)).moved > 0) {
    // the next step
  }
}

async function finish(bed: Bed, id: string, how: 'completed' | 'failed' | 'cancelled'): Promise<void> {
  if (how === 'cancelled') {
    expect(await bed.store.cancel([id])).toEqual([{ result: 'cancelled' }]);
  } else {
    const lease = await bed.startKnown(id);
    await (how === 'failed' ? bed.fail(lease) : bed.complete(lease));
  }
  await comeThrough(bed);
}

export const dependencyRules: readonly Rule[] = [
  {
    name: 'a job waits in blocked until all that it depends on completed',
    check: async (bed) => {
      await bed.enqueue([newJob('a'), newJob('b')]);
      expect(await bed.enqueue([newJob('c', WAITS)])).toEqual([{ outcome: 'created', state: 'blocked' }]);
      await finish(bed, 'a', 'completed');
      expect(await bed.get('c')).toMatchObject({ state: 'blocked', awaitsDependencies: true });
      expect(await bed.store.dependencies('c', 0)).toEqual([
        { id: 'a', state: 'completed', outcome: 'completed' },
        { id: 'b', state: 'queued', outcome: null },
      ]);
      await finish(bed, 'b', 'completed');
      expect(await bed.get('c')).toMatchObject({
        state: 'queued',
        onDependencyFailure: 'fail',
        attemptCount: 0,
      });
      expect(await bed.claimIds()).toEqual(['c']);
    },
  },
  {
    name: 'a claim lets ends come through by itself, and says that there is more to do',
    check: async (bed) => {
      const lease = await bed.start('a');
      await bed.add('b', { dependsOn: ['a'] });
      await bed.complete(lease);
      expect(await bed.claimIds()).toEqual(['b']);
    },
  },
  {
    name: 'a job that depends on nothing but completed jobs does not wait',
    check: async (bed) => {
      await bed.complete(await bed.start('a'));
      await bed.add('b', { dependsOn: ['a'] });
      expect(await bed.state('b')).toBe('queued');
      expect(await bed.store.dependencies('b', 0)).toEqual([
        { id: 'a', state: 'completed', outcome: 'completed' },
      ]);
    },
  },
  {
    name: 'jobs of one call may depend on earlier ones of it, and on no later one',
    check: async (bed) => {
      const answers = await bed.enqueue([
        newJob('a', { dependsOn: ['c'] }),
        newJob('b', { dependsOn: ['b'] }),
        newJob('c'),
        newJob('d', { dependsOn: ['c'] }),
      ]);
      expect(answers.map(({ outcome }) => outcome)).toEqual([
        'unknown_dependency',
        'unknown_dependency',
        'created',
        'created',
      ]);
      expect(await bed.store.states(['a', 'b', 'c', 'd'])).toEqual([null, null, 'queued', 'blocked']);
    },
  },
  {
    name: 'a job with an unknown dependency is not stored, and takes no room or rate',
    check: async (bed) => {
      await bed.add('a');
      const limits = { maxDepth: 2, ratePerSecond: 1, rateBurst: 1 };
      const unknown = newJob('c', { dependsOn: ['a', 'x', 'y'] });
      expect(await bed.enqueue([unknown], limits)).toEqual([
        { outcome: 'unknown_dependency', indexes: [1, 2] },
      ]);
      expect(await bed.store.dependencies('c', 0)).toEqual([]);
      expect(await bed.enqueue([newJob('d')], limits)).toEqual([{ outcome: 'created', state: 'queued' }]);
      await finish(bed, 'a', 'completed');
      expect(await bed.state('c')).toBeNull();
    },
  },
  {
    name: 'sent again, a job that waits is a duplicate and waits as before',
    check: async (bed) => {
      await bed.add('a');
      const job = newJob('c', { dependsOn: ['a'], contentHash: 'aaaaaaaaaaa' });
      await bed.enqueue([job]);
      expect(await bed.enqueue([job])).toEqual([
        { outcome: 'duplicate', state: 'blocked', queue: 'default' },
      ]);
      await finish(bed, 'a', 'completed');
      expect(await bed.claimIds()).toEqual(['c']);
    },
  },
  ...(['failed', 'cancelled'] as const).flatMap((how): Rule[] => [
    {
      name: `one that ${how === 'failed' ? 'failed' : 'was cancelled'} fails who waits for it, and so on`,
      check: async (bed) => {
        await bed.enqueue([newJob('a'), newJob('b'), newJob('c', WAITS), newJob('d', { dependsOn: ['c'] })]);
        await finish(bed, 'a', how);
        const message = `job a, which it depends on, ${how === 'failed' ? 'failed' : 'was cancelled'}`;
        const error = { code: 'dependency_failed', message };
        expect(await bed.get('c')).toMatchObject({ state: 'failed', error, attemptCount: 0 });
        expect(await bed.get('d')).toMatchObject({
          state: 'failed',
          error: { code: 'dependency_failed', message: 'job c, which it depends on, failed' },
        });
        expect(await bed.claimIds()).toEqual(['b']);
      },
    },
    {
      name: `with the policy cancel, one that ${how === 'failed' ? 'failed' : 'was cancelled'} cancels who waits`,
      check: async (bed) => {
        await bed.enqueue([
          newJob('a'),
          newJob('b'),
          newJob('c', { ...WAITS, onDependencyFailure: 'cancel' }),
        ]);
        await finish(bed, 'a', how);
        expect(await bed.get('c')).toMatchObject({
          state: 'cancelled',
          error: { code: 'dependency_failed' },
          onDependencyFailure: 'cancel',
        });
      },
    },
    {
      name: `with the policy run, a job runs once all are final, though one ${how}`,
      check: async (bed) => {
        await bed.enqueue([newJob('a'), newJob('b'), newJob('c', { ...WAITS, onDependencyFailure: 'run' })]);
        await finish(bed, 'a', how);
        expect(await bed.state('c')).toBe('blocked');
        await finish(bed, 'b', 'completed');
        expect(await bed.state('c')).toBe('queued');
        expect((await bed.store.dependencies('c', 0)).map(({ outcome }) => outcome)).toEqual([
          how,
          'completed',
        ]);
      },
    },
    {
      name: `one that ${how} before fails a job that comes with it, or lets it run by the policy run`,
      check: async (bed) => {
        await bed.enqueue([newJob('a'), newJob('b')]);
        await finish(bed, 'a', how);
        await bed.enqueue([
          newJob('c', WAITS),
          newJob('d', { dependsOn: ['a'], onDependencyFailure: 'run' }),
        ]);
        expect(await bed.store.states(['c', 'd'])).toEqual(['blocked', 'queued']);
        await comeThrough(bed);
        expect(await bed.get('c')).toMatchObject({ state: 'failed', error: { code: 'dependency_failed' } });
      },
    },
  ]),
  {
    name: 'both must hold: dependencies and delay',
    check: async (bed) => {
      await bed.enqueue([
        newJob('a'),
        newJob('late', { dependsOn: ['a'], delayMs: 100 }),
        newJob('early', { dependsOn: ['a'], delayMs: 10 }),
      ]);
      await bed.advance(20);
      await finish(bed, 'a', 'completed');
      const late = await bed.get('late');
      expect(late).toMatchObject({ state: 'scheduled', dueAt: late.createdAt + 100 });
      expect(await bed.claimIds()).toEqual(['early']);
      await bed.advance(80);
      expect(await bed.claimIds()).toEqual(['late']);
    },
  },
  {
    name: 'who waited goes to the end of the line of its priority, in the order of arrival',
    check: async (bed) => {
      await bed.enqueue([
        newJob('a', { priority: 9 }),
        newJob('z', { dependsOn: ['a'] }),
        newJob('y', { dependsOn: ['a'] }),
        newJob('high', { dependsOn: ['a'], priority: 1 }),
        newJob('plain'),
      ]);
      await finish(bed, 'a', 'completed');
      expect(await bed.claimIds()).toEqual(['high', 'plain', 'z', 'y']);
    },
  },
  {
    name: 'ends come through in steps of the size that is asked for',
    check: async (bed) => {
      const ids = Array.from({ length: 25 }, (_, i) => `w${String(i).padStart(2, '0')}`);
      await bed.enqueue([newJob('a'), ...ids.map((id) => newJob(id, { dependsOn: ['a'] }))]);
      const lease = await bed.startKnown('a');
      await bed.complete(lease);
      expect(await bed.store.promote(10)).toEqual({ moved: 10, more: true });
      expect((await bed.store.states(ids)).filter((state) => state === 'queued')).toHaveLength(10);
      expect(await bed.store.promote(200)).toEqual({ moved: 15, more: false });
      expect(await bed.claimIds({ max: 100 })).toEqual(ids);
    },
  },
  {
    name: 'a retry of what it depends on does not let a job through',
    check: async (bed) => {
      const lease = await bed.start('a');
      await bed.add('b', { dependsOn: ['a'] });
      await bed.fail(lease, 50);
      await comeThrough(bed);
      expect(await bed.state('b')).toBe('blocked');
      await bed.advance(50);
      await finish(bed, 'a', 'completed');
      expect(await bed.state('b')).toBe('queued');
    },
  },
  {
    name: 'a lease that lapsed for good is a failure',
    check: async (bed) => {
      await bed.start('a', { maxLapses: 1 }, { leaseMs: 50 });
      await bed.add('b', { dependsOn: ['a'] });
      await bed.advance(50);
      await bed.store.reap(10);
      await comeThrough(bed);
      expect(await bed.get('b')).toMatchObject({ state: 'failed', error: { code: 'dependency_failed' } });
    },
  },
  {
    name: 'an end that came counts, though the job runs again later',
    check: async (bed) => {
      await bed.enqueue([newJob('a'), newJob('b'), newJob('c', { ...WAITS, onDependencyFailure: 'run' })]);
      await bed.fail(await bed.startKnown('a'));
      await bed.store.redrive(['a']);
      await comeThrough(bed);
      expect(await bed.store.dependencies('c', 0)).toEqual([
        { id: 'a', state: 'queued', outcome: 'failed' },
        { id: 'b', state: 'queued', outcome: null },
      ]);
      await finish(bed, 'b', 'completed');
      expect(await bed.state('c')).toBe('queued');
    },
  },
  {
    name: 'a job that failed by its dependency can be driven again, and does not wait then',
    check: async (bed) => {
      await bed.enqueue([newJob('a'), newJob('c', { dependsOn: ['a'] })]);
      await finish(bed, 'a', 'failed');
      expect(await bed.store.redrive(['c', 'a'])).toEqual([{ result: 'queued' }, { result: 'queued' }]);
      expect(await bed.claimIds()).toEqual(['c', 'a']);
    },
  },
  {
    name: 'who is cancelled or expires while it waits is waited with no longer',
    check: async (bed) => {
      await bed.enqueue([
        newJob('a'),
        newJob('c', { dependsOn: ['a'] }),
        newJob('d', { dependsOn: ['a'], ttlMs: 50 }),
        newJob('e', { dependsOn: ['c'], onDependencyFailure: 'run' }),
      ]);
      expect(await bed.store.cancel(['c'])).toEqual([{ result: 'cancelled' }]);
      await bed.advance(50);
      await comeThrough(bed);
      expect(await bed.get('d')).toMatchObject({ state: 'failed', error: { code: 'expired' } });
      await finish(bed, 'a', 'completed');
      expect(await bed.store.states(['c', 'd', 'e'])).toEqual(['cancelled', 'failed', 'queued']);
    },
  },
  {
    name: 'who was cancelled and driven again waits no more, wherever it stands',
    check: async (bed) => {
      const lease = await bed.start('a');
      await bed.add('c', { dependsOn: ['a'], type: 'odd' });
      await bed.store.cancel(['c']);
      await bed.store.redrive(['c']);
      expect(await bed.claimIds()).toEqual([]);
      expect(await bed.state('c')).toBe('blocked');
      await bed.fail(lease);
      await comeThrough(bed);
      expect(await bed.get('c')).toMatchObject({ state: 'blocked', error: null, awaitsDependencies: false });
      expect(await bed.claimIds({ types: ['odd'] })).toEqual(['c']);
    },
  },
  {
    name: 'what a job depends on may be trimmed: its end counts all the same',
    retention: { count: 0 },
    check: async (bed) => {
      await bed.enqueue([newJob('a'), newJob('b'), newJob('c', WAITS)]);
      await bed.complete(await bed.startKnown('a'));
      // Gone before its end came through, and the id is another job's now.
      await bed.store.trim(10, false);
      expect(await bed.state('a')).toBeNull();
      await bed.add('a');
      await comeThrough(bed);
      expect(await bed.store.dependencies('c', 0)).toEqual([
        { id: 'a', state: 'queued', outcome: 'completed' },
        { id: 'b', state: 'queued', outcome: null },
      ]);
      await finish(bed, 'b', 'completed');
      expect(await bed.claimIds()).toEqual(['a', 'c']);
    },
  },
  {
    name: 'a job of a type that nobody knows is put aside after it waited, and comes back',
    check: async (bed) => {
      await bed.enqueue([newJob('a'), newJob('c', { dependsOn: ['a'], type: 'odd' })]);
      await finish(bed, 'a', 'completed');
      expect(await bed.claimIds()).toEqual([]);
      expect(await bed.state('c')).toBe('blocked');
      expect(await bed.claimIds({ types: ['odd'] })).toEqual(['c']);
    },
  },
  {
    name: 'a thousand dependencies are listed in order, page by page',
    check: async (bed) => {
      const ids = Array.from({ length: 1_000 }, (_, i) => `p${(i * 7919) % 1_000}`);
      await bed.enqueue(ids.map((id) => newJob(id)));
      await bed.add('c', { dependsOn: ids });
      const leases = (await bed.claim({ max: 300 })).map(({ id, token }) => ({ id, token }));
      await bed.store.complete(leases.map((lease) => ({ ...lease, result: null, resultError: null })));
      await comeThrough(bed);
      const pages = await Promise.all([0, 500, 1_000].map((from) => bed.store.dependencies('c', from)));
      expect(pages.map((page) => page.length)).toEqual([500, 500, 0]);
      expect(pages.flat().map(({ id }) => id)).toEqual(ids);
      expect(pages.flat().filter(({ outcome }) => outcome === 'completed')).toHaveLength(300);
    },
  },
  {
    name: 'many jobs of many dependencies can be cancelled in one call',
    check: async (bed) => {
      const parents = Array.from({ length: 700 }, (_, i) => `p${i}`);
      const children = Array.from({ length: 8 }, (_, i) => `c${i}`);
      await bed.enqueue(parents.map((id) => newJob(id)));
      await bed.enqueue(children.map((id) => newJob(id, { dependsOn: parents })));
      expect(await bed.store.cancel([...children, 'none'])).toEqual([
        ...children.map(() => ({ result: 'cancelled' })),
        { result: 'not_found' },
      ]);
      expect(await bed.store.states(children)).toEqual(children.map(() => 'cancelled'));
    },
  },
];
