import { FINDING_KINDS } from '../../../src/persistence/audit/finding';
import { FINAL_STATES, WAITING_STATES } from '../../../src/core/states';
import { claimRequest, newJob, NO_LIMITS, nonceOf } from '../../support/job-builder';
import { AuditBed } from './audit-bed';
import { CORRUPTIONS } from './corruptions';

describe('the auditor', () => {
  let bed: AuditBed;
  beforeAll(async () => {
    bed = await AuditBed.start();
  });
  afterAll(() => bed.stop());

  it('finds nothing in a namespace that only the scripts wrote to', async () => {
    await bed.seed();
    expect(await bed.audit()).toMatchObject({ jobs: 11, queues: 2, findings: [], skipped: [] });
  });

  it('finds nothing where jobs wait for others, are told of, and follow', async () => {
    const store = await bed.seed();
    const named = { queue: 'audited', callbackUrl: 'https://example.org/done' };
    await store.enqueue(
      [
        newJob('first', named),
        newJob('second', { ...named, dependsOn: ['first'] }),
        newJob('third', { ...named, dependsOn: ['second', 'queued'] }),
        newJob('fourth', { ...named, dependsOn: ['first'], type: 'unknown' }),
      ],
      NO_LIMITS,
    );
    const token = nonceOf('w', 9);
    await store.claim(claimRequest(token, { queues: [{ queue: 'audited', weight: 1 }] }));
    const completion = { id: 'first', token, result: '1', resultError: null };
    const next = [newJob('next', { dependsOn: ['third'], contentHash: 'aaaaaaaaaaa' })];
    expect(await store.follow(completion, next)).toMatchObject({ result: 'ok' });
    expect(await bed.findings()).toEqual([]);
    await store.promote(1);
    expect(await bed.findings()).toEqual([]);
    await store.claim(claimRequest(nonceOf('w', 10), { max: 100 }));
    await store.cancel(['third']);
    expect(await bed.findings()).toEqual([]);
    await store.promote(200);
    expect(await store.states(['second', 'third', 'fourth', 'next'])).toEqual([
      'in_progress',
      'cancelled',
      'blocked',
      'failed',
    ]);
    expect(await bed.findings()).toEqual([]);
  });

  it('finds nothing where groups wait for their rate', async () => {
    const store = await bed.seed();
    await store.configureQueue('audited', { groupRate: { limit: 1, perMs: 60_000 }, groupConcurrency: 2 });
    const jobs = ['a1', 'a2', 'a3', 'b1'].map((id) => newJob(id, { queue: 'audited', group: id.charAt(0) }));
    await store.enqueue(jobs, NO_LIMITS);
    const named = { queues: [{ queue: 'audited', weight: 1 }] };
    expect((await store.claim(claimRequest(nonceOf('w', 9), named))).jobs).toHaveLength(2);
    expect(await store.states(['a2', 'a3'])).toEqual(['blocked', 'blocked']);
    expect(await bed.findings()).toEqual([]);
  });

  it('finds nothing in an index that is whole, half built, changed or taken away', async () => {
    const store = await bed.seed();
    await bed.index('default');
    expect(await bed.findings()).toEqual([]);
    await store.configureQueue('second', { index: ['created', 'tag'] });
    expect(await store.index(2)).toMatchObject({ moved: 2, more: true });
    await store.purge(['queued', 'scheduled', 'grouped', 'completed'], [...WAITING_STATES, ...FINAL_STATES]);
    expect(await bed.findings()).toEqual([]);
    await store.configureQueue('default', { index: ['type'] });
    await store.configureQueue('second', { index: null });
    expect(await bed.findings()).toEqual([]);
    await store.index(1);
    expect(await bed.findings()).toEqual([]);
  });

  it('finds nothing in a namespace that is not there', async () => {
    expect(await bed.audit({}, 'nowhere')).toMatchObject({ keys: 0, findings: [], skipped: [] });
  });

  it.each(CORRUPTIONS.filter(({ mendable }) => mendable !== false))(
    'finds and mends: $title',
    async ({ kind, subject, corrupt }) => {
      await bed.seed();
      await corrupt(bed);
      const before = await bed.dump();
      expect(await bed.findings()).toContainEqual(expect.objectContaining({ kind, subject, mended: false }));
      // Without --repair it only looks.
      expect(await bed.dump()).toEqual(before);
      const repaired = await bed.findings({ repair: true });
      expect(repaired).toContainEqual(expect.objectContaining({ kind, subject, mended: true }));
      expect(repaired.filter(({ mended }) => !mended)).toEqual([]);
      expect(await bed.findings()).toEqual([]);
    },
  );

  it.each(CORRUPTIONS.filter(({ mendable }) => mendable === false))(
    'finds and leaves alone: $title',
    async ({ kind, subject, corrupt }) => {
      await bed.seed();
      await corrupt(bed);
      const expected = expect.objectContaining({ kind, subject, mended: false }) as unknown;
      expect(await bed.findings({ repair: true })).toContainEqual(expected);
      // Again the same, and nothing besides: the rest is sound.
      const left = await bed.findings({ repair: true });
      expect(left).toContainEqual(expected);
      expect(left.filter(({ mended }) => mended)).toEqual([]);
    },
  );

  it('has a test for each kind of finding', () => {
    const tested = new Set([...CORRUPTIONS.map(({ kind }) => kind), 'lease_overdue']);
    expect([...tested].sort()).toEqual(Object.keys(FINDING_KINDS).sort());
  });

  it('never takes a payload away with the repair of a place or a record', async () => {
    const store = await bed.seed();
    const payload = (await store.get('queued'))?.payload;
    await bed.client.zrem(bed.key('q:default:queued'), 'queued');
    await bed.client.hset(bed.key('job:queued'), 's', 'broken');
    await bed.findings({ repair: true });
    expect(await store.get('queued')).toMatchObject({
      state: 'failed',
      payload,
      error: { code: 'record_lost' },
    });
    expect(await store.redrive(['queued'])).toEqual([{ result: 'queued' }]);
    expect(await bed.findings()).toEqual([]);
  });

  it('does not let a job run whose payload is gone', async () => {
    const store = await bed.seed();
    await bed.client.del(bed.key('body:queued'));
    await bed.findings({ repair: true });
    expect(await store.get('queued')).toMatchObject({
      state: 'failed',
      payload: 'null',
      error: { code: 'body_lost' },
    });
  });

  it('restores when a job expires from what its sender chose', async () => {
    const store = await bed.seed();
    const before = await bed.client.zscore(bed.key('q:second:expiry'), 'other');
    await bed.client.zrem(bed.key('q:second:expiry'), 'other');
    await bed.findings({ repair: true });
    expect(await bed.client.zscore(bed.key('q:second:expiry'), 'other')).toBe(before);
    expect(await store.get('other')).toMatchObject({ state: 'queued' });
  });

  it('calls a lease left behind only if it stays so while a worker lives', async () => {
    await bed.seed();
    await bed.client.zadd(bed.key('q:default:in_progress'), 5, 'in_progress');
    await bed.client.zadd(bed.key('alarm'), 5, 'lease|default');
    // No worker lives: nobody could take it.
    expect(await bed.findings({ overdueMs: 50 })).toEqual([]);
    const [seconds = 0] = await bed.client.time();
    await bed.client.zadd(bed.key('workers'), seconds * 1_000, 'w0000000');
    expect(await bed.findings({ overdueMs: 50 })).toMatchObject([
      { kind: 'lease_overdue', subject: 'in_progress', mended: false },
    ]);
  });

  it('adds up a queue that is too large for one step, and mends its sum', async () => {
    const store = await bed.seed();
    await bed.fill(store, 2_500);
    expect(await bed.audit()).toMatchObject({ findings: [], skipped: [] });
    await bed.client.hincrby(bed.key('q:default:gauge'), 'bytes', 3);
    expect(await bed.findings({ repair: true })).toMatchObject([
      { kind: 'weight_disagrees', subject: 'default', mended: true },
    ]);
    expect(await bed.findings()).toEqual([]);
  });
});
