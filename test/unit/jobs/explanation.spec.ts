import type { JobRecord } from '../../../src/core/job';
import type { JobFacts } from '../../../src/core/job-facts';
import { explanationOf } from '../../../src/jobs/explain/explanation';
import { span } from '../../../src/jobs/explain/reason';
import { openMemoryStore, TEST_START } from '../../support/memory-bed';
import { newJob, NO_LIMITS } from '../../support/job-builder';
import { RETENTION } from '../../contract/bed';

async function facts(
  job: Partial<JobRecord>,
  chosen: Partial<Omit<JobFacts, 'job'>> = {},
): Promise<JobFacts> {
  const { store } = openMemoryStore(RETENTION);
  await store.enqueue([newJob('a')], NO_LIMITS);
  const found = await store.explain('a');
  if (found === null) {
    throw new Error('no job');
  }
  return { ...found, ...chosen, job: { ...found.job, ...job } };
}

const worker = {
  ...{ id: 'worker00', name: 'w', version: '1', slots: 2, running: 0, state: 'running' as const },
  ...{ queues: '*' as const, types: ['simulate'], lastSeenAt: TEST_START, alive: true },
};

describe('explanationOf', () => {
  it('says that a lease has lapsed which nobody took over yet', async () => {
    const job = { state: 'in_progress' as const, leaseExpiresAt: TEST_START - 2_500, attemptCount: 1 };
    expect(explanationOf(await facts(job), 'host:1')).toMatchObject({
      summary: expect.stringContaining('host:1 did not renew its lease, which ended 2.5 s ago') as string,
      reasons: [{ code: 'lease_lapsed', fields: { lease_left_ms: 0 } }],
    });
  });

  it('says that a job is due, where nobody promoted it', async () => {
    const late = { state: 'scheduled' as const, dueAt: TEST_START - 3_000 };
    expect(explanationOf(await facts(late), null)).toMatchObject({
      summary: 'The job was due 3.0 s ago: it was sent for later; no worker is alive that takes jobs.',
      estimatedStartAt: null,
    });
  });

  it('does not blame the type of a job that is blocked by something else', async () => {
    const blocked = await facts({ state: 'blocked' }, { workers: [worker], ahead: null });
    expect(explanationOf(blocked, null).reasons).toMatchObject([{ code: 'blocked' }]);
  });

  it("tells of the namespace's limit, but for jobs of the service's own queues", async () => {
    const full = { workers: [worker], namespace: { concurrency: 3, running: 3 } };
    expect(explanationOf(await facts({}, full), null)).toMatchObject({
      summary: expect.stringContaining('its namespace runs 3 of at most 3 jobs, over all queues') as string,
      reasons: [{ code: 'namespace_at_concurrency', fields: { concurrency: 3, running: 3 } }],
    });
    expect(explanationOf(await facts({ queue: 'sluice.callbacks' }, full), null).reasons).toMatchObject([
      { code: 'about_to_start' },
    ]);
  });

  it.each([
    ['the ends of as many jobs as go first', { ahead: 20 }, 20_000],
    ['one more where the queue is full', { ahead: 20, concurrency: 3, running: 3 }, 21_000],
    ['one more where the namespace is', { ahead: 20, namespace: { concurrency: 3, running: 4 } }, 21_000],
    ['nothing for the first in line', { ahead: 0 }, 0],
  ])('estimates the start by %s', async (_name, chosen, ms) => {
    const line = await facts({}, { workers: [worker], finished: 60, finishedInMs: 60_000, ...chosen });
    expect(explanationOf(line, null).estimatedStartAt).toBe(TEST_START + ms);
  });

  it.each([
    ['nothing finished lately', { finished: 0 }],
    ['the queue is paused', { paused: true }],
    ['the queue may run none', { concurrency: 0 }],
    ['nobody is alive', { workers: [] }],
  ])('estimates nothing where %s', async (_name, chosen) => {
    const line = { workers: [worker], ahead: 5, finished: 60, finishedInMs: 60_000, ...chosen };
    expect(explanationOf(await facts({}, line), null).estimatedStartAt).toBeNull();
  });

  it('takes a worker that names no types for one that may know any', async () => {
    const old = await facts({}, { workers: [{ ...worker, types: [] }] });
    expect(explanationOf(old, null).reasons).toMatchObject([{ code: 'about_to_start' }]);
  });
});

describe('span', () => {
  it.each([
    [0, '0 ms'],
    [999, '999 ms'],
    [4_240, '4.2 s'],
    [119_000, '119.0 s'],
    [120_000, '2 min'],
    [7_200_000, '2 h'],
    [172_800_000, '2 days'],
  ])('%d ms is %s', (ms, text) => expect(span(ms)).toBe(text));
});
