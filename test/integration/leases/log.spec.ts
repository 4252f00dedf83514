import { randomUUID } from 'node:crypto';
import { HttpBed } from '../http/http-bed';
import { type LeasedJob, Puller } from './puller';

let bed: HttpBed;
let puller: Puller;

beforeAll(async () => {
  bed = await HttpBed.start({
    SLUICE_LOG_LINES: '5',
    SLUICE_LOG_BYTES: '1000',
    SLUICE_LOG_LINE_BYTES: '16',
  });
  puller = new Puller(bed);
});
afterAll(async () => {
  await bed.stop();
});

async function started(): Promise<LeasedJob> {
  const type = `t-${randomUUID()}`;
  expect((await bed.post(JSON.stringify({ type, queue: type }))).status).toBe(202);
  const [job] = await puller.take({ types: [type], queues: [type] });
  return job as LeasedJob;
}

const log = (job: LeasedJob, lines: unknown, more: Record<string, unknown> = {}) =>
  puller.say(job, 'log', { lines, ...more });
const logs = (id: string, query = '') => bed.ask(`/jobs/${encodeURIComponent(id)}/logs${query}`);
const texts = (body: Readonly<Record<string, unknown>>) =>
  (body['lines'] as { readonly line: string }[]).map(({ line }) => line);

describe('POST /leases/{job_id}/log and GET /jobs/{id}/logs', () => {
  it('write lines and show them, with number, time and attempt', async () => {
    const job = await started();
    expect(await log(job, ['one', 'twö €'])).toMatchObject({
      status: 200,
      body: { job_id: job.id, outcome: 'ok', taken: 2 },
    });
    const answer = await logs(job.id);
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({
      job_id: job.id,
      lines: [
        { number: 1, at: expect.stringMatching(/^20.*Z$/) as string, attempt: 1, line: 'one' },
        { number: 2, at: expect.stringMatching(/^20.*Z$/) as string, attempt: 1, line: 'twö €' },
      ],
      total: 2,
      dropped: 0,
      next_page_token: null,
    });
    expect((await bed.ask(`/jobs/${job.id}`)).body).toMatchObject({ log_lines: 2 });
    await puller.complete(job);
    expect(texts((await logs(job.id)).body)).toEqual(['one', 'twö €']);
  });

  it('write nothing twice where the offset is given', async () => {
    const job = await started();
    await log(job, ['a', 'b'], { offset: 0 });
    expect((await log(job, ['a', 'b', 'c'], { offset: 0 })).body).toMatchObject({ taken: 3 });
    expect((await log(job, ['f'], { offset: 5 })).body).toMatchObject({ taken: 6 });
    const { body } = await logs(job.id);
    expect(texts(body)).toEqual(['a', 'b', 'c', 'f']);
    expect(body).toMatchObject({ total: 4, dropped: 2 });
  });

  it('cut long lines, take escapes out, and let the oldest give way', async () => {
    const job = await started();
    await log(job, ['1', '2', '3', '\u001b[2Jx', 'y'.repeat(100), 'last']);
    const { body } = await logs(job.id);
    expect(texts(body)).toEqual(['2', '3', 'x', `${'y'.repeat(13)}…`, 'last']);
    expect(body).toMatchObject({ total: 5, dropped: 1 });
  });

  it('page from either end, and on from a line', async () => {
    const job = await started();
    await log(job, ['1', '2', '3', '4', '5']);
    const first = (await logs(job.id, '?page_size=2')).body;
    expect([texts(first), first['next_page_token']]).toEqual([['1', '2'], '2']);
    const second = (await logs(job.id, `?page_size=3&page_token=${String(first['next_page_token'])}`)).body;
    expect([texts(second), second['next_page_token']]).toEqual([['3', '4', '5'], null]);
    const newest = (await logs(job.id, '?order=newest&page_size=2')).body;
    expect([texts(newest), newest['next_page_token']]).toEqual([['5', '4'], '4']);
    expect(texts((await logs(job.id, '?order=newest&page_token=4')).body)).toEqual(['3', '2', '1']);
    expect(texts((await logs(job.id, '?after=3')).body)).toEqual(['4', '5']);
    expect(texts((await logs(job.id, '?order=newest&after=3')).body)).toEqual(['5', '4']);
    expect(texts((await logs(job.id, '?after=5')).body)).toEqual([]);
  });

  it('refuse a stale lease, an unknown job and a bad body, and change nothing', async () => {
    const job = await started();
    expect(await puller.send('/leases/none/log', '{"lease_token":"x","lines":["a"]}')).toMatchObject({
      status: 404,
    });
    expect(await log({ ...job, lease_token: 'nobody' }, ['a'])).toMatchObject({
      status: 409,
      body: { code: 'lease_lost' },
    });
    const bad = [
      [{}, ['/lines']],
      [{ lines: [] }, ['/lines']],
      [{ lines: 'text' }, ['/lines']],
      [{ lines: ['a', 7] }, ['/lines']],
      [{ lines: Array.from({ length: 501 }, () => 'x') }, ['/lines']],
      [{ lines: ['a'], offset: -1 }, ['/offset']],
      [{ lines: ['a'], offset: 1.5, more: 1 }, ['/offset', '/more']],
    ] as const;
    for (const [body, pointers] of bad) {
      const answer = await puller.say(job, 'log', body);
      expect(answer).toMatchObject({ status: 422, body: { code: 'invalid' } });
      const errors = answer.body['errors'] as { readonly pointer: string }[];
      expect(errors.map(({ pointer }) => pointer)).toEqual(pointers);
    }
    expect(await puller.send(`/leases/${job.id}/log`, '{')).toMatchObject({ status: 400 });
    expect((await logs(job.id)).body).toMatchObject({ total: 0, dropped: 0 });
  });

  it('name every wrong parameter, and answer 404 for no job', async () => {
    const answer = await logs('any', '?order=up&after=-1&page_size=0&page_token=x&what=1');
    expect(answer).toMatchObject({ status: 422 });
    const errors = answer.body['errors'] as { readonly parameter: string }[];
    expect(errors.map(({ parameter }) => parameter).sort()).toEqual([
      'after',
      'order',
      'page_size',
      'page_token',
      'what',
    ]);
    expect(await logs('none')).toMatchObject({ status: 404, body: { code: 'not_found' } });
    expect(await logs('no such id')).toMatchObject({ status: 404 });
  });
});
