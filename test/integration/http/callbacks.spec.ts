import { TargetServer } from '../../support/target-server';
import { HttpBed } from './http-bed';

let bed: HttpBed;
let target: TargetServer;

beforeAll(async () => {
  bed = await HttpBed.start({ SLUICE_ROLE: 'all', SLUICE_OUTBOUND_ALLOW: '127.0.0.1' });
  target = await TargetServer.start();
});
afterAll(async () => {
  await bed.stop();
  await target.stop();
});

const ended = async (id: unknown) => (await bed.ask(`/jobs/${String(id)}?wait_ms=15000`)).body;

describe('callback_url', () => {
  it('is told of the end by a signed request, which is tried again until it is taken', async () => {
    let calls = 0;
    target.respond = (_arrival, response) => {
      calls += 1;
      response.writeHead(calls === 1 ? 503 : 200).end();
    };
    const callback_url = target.url('/done?order=1');
    const job = { id: 'order-1', queue: 'orders', callback_url, payload: { duration_ms: 1 } };
    expect(await bed.post(JSON.stringify(job))).toMatchObject({ status: 202 });
    const done = await ended('order-1');
    expect(done).toMatchObject({ status: 'completed', callback_url });
    const callback = await ended(done['callback_job_id']);
    expect(callback).toMatchObject({
      status: 'completed',
      type: 'http',
      queue: 'sluice.callbacks',
      retries: 1,
    });
    expect(target.arrivals.map(({ method, path }) => `${method} ${path}`)).toEqual(
      Array.from({ length: 2 }, () => 'POST /done?order=1'),
    );
    const [first, second] = target.arrivals;
    expect(JSON.parse(second!.body.toString())).toEqual({
      ...{ job_id: 'order-1', queue: 'orders', type: 'simulate', status: 'completed', attempt_count: 1 },
      ...{ created_at: done['created_at'], finished_at: done['updated_at'], error: null },
      result: done['result'],
    });
    // The same delivery, by which its receiver knows a repetition.
    expect(second!.headers['webhook-id']).toBe(first!.headers['webhook-id']);
    expect((await bed.ask('/metrics')).body).toMatchObject({ processed: 1, failed: 0, retried: 0 });
  });

  it.each([
    ['http://169.254.169.254/latest/meta-data', /./],
    ['http://127.0.0.2:8080/', /./],
    ['http://10.0.0.1/', /./],
    ['ftp://example.org/', /^must be an http or https URL/],
    ['nonsense', /^must be an http or https URL/],
    [`https://example.org/${'x'.repeat(2_048)}`, /^must be an http or https URL of at most 2048/],
  ])('may not be %.50s', async (callback_url, detail) => {
    const answer = await bed.post(JSON.stringify({ id: 'refused', callback_url }));
    expect(answer).toMatchObject({
      status: 422,
      body: { errors: [{ pointer: '/callback_url', detail: expect.stringMatching(detail) as string }] },
    });
    expect(await bed.ask('/jobs/refused')).toMatchObject({ status: 404 });
  });

  it('is part of what tells a job from another of the same id', async () => {
    const send = (path: string) =>
      bed.post(JSON.stringify({ id: 'same', delay_ms: 60_000, callback_url: target.url(path) }));
    expect((await send('/a')).status).toBe(202);
    expect((await send('/a')).status).toBe(200);
    expect((await send('/b')).status).toBe(409);
  });
});
