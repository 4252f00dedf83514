import { untilTrue } from '../../support/until';
import { Puller } from '../leases/puller';
import { HttpBed } from './http-bed';

let bed: HttpBed;
let puller: Puller;

beforeAll(async () => {
  bed = await HttpBed.start();
  puller = new Puller(bed);
});
afterAll(() => bed.stop());

async function page(query: string): Promise<Readonly<Record<string, unknown>>> {
  const answer = await bed.ask(`/jobs?${query}`);
  expect(answer.status).toBe(200);
  return answer.body;
}

const rowsOf = (body: Readonly<Record<string, unknown>>) => body['jobs'] as Record<string, unknown>[];

const take = async (queue: string) => {
  const [job] = await puller.take({ types: ['t'], queues: [queue], worker: 'maker' });
  return job!;
};

describe('a row of GET /jobs', () => {
  it('says when the job ran, on whom, and in one line why it failed', async () => {
    await bed.post('{"id":"broken","type":"t","queue":"rows","group":"tenant","payload":"12345"}');
    const job = await take('rows');
    // What a worker calls itself is told a moment later.
    await untilTrue(
      async () => rowsOf(await page('queue=rows'))[0]?.['worker'] === 'maker',
      20_000,
      () => 'the name of the worker is not known',
    );
    const running = rowsOf(await page('queue=rows'))[0]!;
    expect(running).toMatchObject({
      ...{ status: 'in_progress', worker: 'maker', last_worker: null, group: 'tenant', payload_bytes: 7 },
      ...{ finished_at: null, error_code: null, error_message: null },
    });
    expect(running['started_at']).toBe(running['updated_at']);
    const message = `first\n\n  ${'€'.repeat(300)}`;
    await puller.fail(job, { message, code: 'odd', stack: 'at there', retryable: false });
    const failed = rowsOf(await page('queue=rows&status=failed'))[0]!;
    expect(failed).toMatchObject({
      ...{ worker: null, last_worker: 'maker', error_code: 'odd', started_at: running['started_at'] },
      ...{ error_message: `first ${'€'.repeat(193)}…`, finished_at: failed['updated_at'] },
    });
    expect(Array.from(String(failed['error_message']))).toHaveLength(200);
    expect(failed['error']).not.toHaveProperty('stack');
    expect((await bed.ask('/jobs/broken')).body['error']).toHaveProperty('stack', 'at there');
  });

  it('has the times of a job that waits again: those of the attempt before', async () => {
    await bed.post(
      '{"id":"again","type":"t","queue":"again","backoff":{"strategy":"fixed","base_ms":60000}}',
    );
    await puller.fail(await take('again'), { message: 'not yet' });
    const row = rowsOf(await page('queue=again'))[0]!;
    expect(row).toMatchObject({
      status: 'scheduled',
      finished_at: null,
      last_worker: 'maker',
      error_code: 'error',
    });
    expect(row['started_at']).toMatch(/^20/);
  });

  it('has no times of its own before its first start', async () => {
    await bed.post('{"id":"new","type":"t","queue":"new"}');
    expect(rowsOf(await page('queue=new'))[0]).toMatchObject({
      ...{ started_at: null, finished_at: null, last_worker: null, worker: null },
    });
  });
});

describe('total of GET /jobs', () => {
  it('is exact where it is kept, on each page, and null where jobs would have to be looked at', async () => {
    for (const id of ['1', '2', '3']) {
      await bed.post(JSON.stringify({ id: `many-${id}`, type: 't', queue: 'many', tags: ['x'] }));
    }
    await puller.complete(await take('many'));
    expect(await page('queue=many')).toMatchObject({ total: 3 });
    const first = await page('queue=many&status=queued&page_size=1');
    expect(first).toMatchObject({ total: 2 });
    expect(
      await page(`queue=many&status=queued&page_size=1&page_token=${String(first['next_page_token'])}`),
    ).toMatchObject({ total: 2 });
    expect(await page('queue=none')).toMatchObject({ total: 0 });
    for (const filter of ['type=t', 'tag=x', 'created_after=2020-01-01T00:00:00Z']) {
      expect(await page(`queue=many&${filter}`)).toMatchObject({ total: null });
    }
  });

  it('over all queues counts what the listing lists, the service’s own jobs too', async () => {
    await bed.post('{"id":"told","type":"t","queue":"told","callback_url":"https://example.org/x"}');
    await puller.complete(await take('told'));
    const all = await page('page_size=500');
    expect(rowsOf(all).some(({ queue }) => queue === 'sluice.callbacks')).toBe(true);
    expect(all['total']).toBe(rowsOf(all).length);
    const completed = await page('page_size=500&status=completed');
    expect(completed['total']).toBe(rowsOf(completed).length);
  });
});
