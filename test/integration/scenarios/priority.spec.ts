import type { QueueSelection } from '../../../src/core/claim';
import { QueuePicker } from '../../../src/core/queue-picker';
import { loadConfig } from '../../../src/config/config';
import { claimRequest, newJob, nonceOf } from '../../support/job-builder';
import { HttpBed } from '../http/http-bed';
import { ScenarioBed } from './scenario-bed';

const WEIGHTED = { REDIS_URL: 'redis://127.0.0.1:1', SLUICE_QUEUES: 'high:100,low:1' };

function selection(env: Readonly<Record<string, string>>): QueueSelection {
  return loadConfig({ ...WEIGHTED, ...env }).worker.queues;
}

describe('S34 priority', () => {
  let bed: ScenarioBed;

  beforeEach(async () => {
    bed = await ScenarioBed.start();
  });
  afterEach(() => bed.end());

  async function fill(queue: string, count: number): Promise<void> {
    await bed.enqueue(Array.from({ length: count }, (_, index) => newJob(`${queue}${index}`, { queue })));
  }

  /** The queues of the jobs that one worker's claims start, in order. */
  async function started(queues: QueueSelection, claims: number, max: number): Promise<string[]> {
    const picker = new QueuePicker(queues);
    const served: string[] = [];
    for (let claim = 0; claim < claims; claim += 1) {
      const request = claimRequest(nonceOf('prio', claim), { queues: picker.next(max), max });
      served.push(...(await bed.store.claim(request)).jobs.map(({ queue }) => queue));
    }
    return served;
  }

  it.each([1, 2, 8])(
    'full queues of weights 100 and 1, claims for %i: starts follow the weights',
    async (max) => {
      await fill('high', 101 * max);
      await fill('low', 2 * max);

      const served = await started(selection({}), 101, max);

      expect(served.filter((queue) => queue === 'low')).toHaveLength(max);
      expect(served).toHaveLength(101 * max);
    },
  );

  it('strict: low waits while high has work, its age shows, and it runs after', async () => {
    await fill('low', 3);
    await fill('high', 30);
    const strict = selection({ SLUICE_QUEUES_ORDER: 'strict' });

    expect(new Set(await started(strict, 15, 2))).toEqual(new Set(['high']));
    const low = (await bed.store.queues(null, 10)).find(({ queue }) => queue === 'low');
    expect(low?.oldestQueuedAt).toBe((await bed.record('low0')).createdAt);
    const later = claimRequest(nonceOf('later', 1), { queues: strict });
    expect((await bed.store.claim(later)).jobs.map(({ id }) => id)).toEqual(['low0', 'low1', 'low2']);
  });

  it('a retry keeps its priority; within a priority the first to come is the first to start', async () => {
    const started: string[] = [];
    const equal = Array.from({ length: 1_000 }, (_, index) => newJob(`e${index}`));
    const soon = { strategy: 'fixed', baseMs: 1, factor: 1, maxMs: 1, jitter: 0 } as const;
    await bed.enqueue([...equal, newJob('urgent', { priority: 5, backoff: soon })]);
    await bed.worker(
      {
        simulate: (_payload, { job }) => {
          started.push(job.id);
          if (job.id === 'urgent' && started.length === 1) {
            throw new Error('once');
          }
        },
      },
      { concurrency: 1 },
    );
    await bed.untilCompleted(1_001, 30_000);

    expect(started.filter((id) => id !== 'urgent')).toEqual(equal.map(({ id }) => id));
    expect(started[0]).toBe('urgent');
    expect(started.lastIndexOf('urgent')).toBeGreaterThan(0);
    expect(started.lastIndexOf('urgent')).toBeLessThan(500);
    expect((await bed.record('urgent')).priority).toBe(5);
  });

  it('a strict order of all queues is refused by name', () => {
    expect(() => selection({ SLUICE_QUEUES: '*', SLUICE_QUEUES_ORDER: 'strict' })).toThrow(
      /SLUICE_QUEUES_ORDER=strict/,
    );
  });
});

describe('S34 priorities that are none', () => {
  it.each(['1.5', '1e20', '"high"', '-101'])(
    'priority %s is a 422 that names the field',
    async (priority) => {
      const bed = await HttpBed.start();
      const answer = await bed.post(`{"id":"odd","priority":${priority}}`);
      expect(answer.status).toBe(422);
      expect(answer.text).toContain('priority');
      expect((await bed.ask('/jobs/odd')).status).toBe(404);
      await bed.stop();
    },
  );
});
