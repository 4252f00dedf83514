import { untilTrue } from '../../support/until';
import { Puller } from '../leases/puller';
import { HttpBed } from './http-bed';

interface Listed {
  readonly name: string;
  readonly deadline_at: string | null;
  readonly running_jobs?: readonly Readonly<Record<string, unknown>>[];
}

let bed: HttpBed;

beforeAll(async () => {
  bed = await HttpBed.start();
});
afterAll(() => bed.stop());

async function workers(view: string) {
  const { status, body } = await bed.ask(`/workers${view}`);
  expect(status).toBe(200);
  return body as unknown as { workers: readonly Listed[]; running_jobs_complete?: boolean };
}

describe('GET /workers?view=full', () => {
  it('names the jobs that each worker runs, the longest first, with their leases', async () => {
    const puller = new Puller(bed);
    for (const id of ['a', 'b', 'c']) {
      await bed.post(JSON.stringify({ id, type: 'mail', queue: `q-${id}` }));
    }
    await puller.take({ types: ['mail'], queues: ['q-a'], worker: 'one', lease_ms: 60_000 });
    await puller.take({ types: ['mail'], queues: ['q-b'], worker: 'two' });
    await puller.take({ types: ['mail'], queues: ['q-c'], worker: 'one' });
    await bed.ask('/jobs/c/cancel', { method: 'POST' });
    await untilTrue(
      async () => (await workers('')).workers.length === 2,
      20_000,
      () => 'the workers are not listed',
    );
    const { workers: listed, running_jobs_complete } = await workers('?view=full');
    expect(running_jobs_complete).toBe(true);
    const one = listed.find(({ name }) => name === 'one');
    expect(one?.deadline_at).toBeNull();
    expect(one?.running_jobs).toMatchObject([
      { id: 'a', type: 'mail', queue: 'q-a', attempt: 1, cancel_requested: false },
      { id: 'c', queue: 'q-c', cancel_requested: true },
    ]);
    const [first] = one?.running_jobs ?? [];
    const lease = Date.parse(String(first?.['lease_expires_at'])) - Date.parse(String(first?.['started_at']));
    expect(lease).toBe(60_000);
    expect(listed.find(({ name }) => name === 'two')?.running_jobs).toMatchObject([{ id: 'b' }]);
    const summary = await workers('');
    expect(summary).not.toHaveProperty('running_jobs_complete');
    expect(summary.workers[0]).not.toHaveProperty('running_jobs');
  });

  it('refuses what it does not know', async () => {
    const answer = await bed.ask('/workers?view=all&more=1');
    expect(answer.status).toBe(422);
    const errors = answer.body['errors'] as { readonly parameter: string }[];
    expect(errors.map(({ parameter }) => parameter).sort()).toEqual(['more', 'view']);
  });
});
