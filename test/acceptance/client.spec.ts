import { randomUUID } from 'node:crypto';
import { SluiceClient, WaitTimeoutError } from '../../src/client';
import { Cluster } from '../support/cluster';
import type { Service } from '../support/service';
import { TcpProxy } from '../support/tcp-proxy';

const QUICK_LEASES = { SLUICE_LEASE_MS: '1000', SLUICE_REAP_MS: '200' };

describe('SluiceClient on a real service', () => {
  let cluster: Cluster;
  let service: Service;
  let client: SluiceClient;

  beforeAll(async () => {
    cluster = await Cluster.start();
    service = await cluster.service(QUICK_LEASES);
    client = new SluiceClient({ url: service.url });
  });
  afterAll(() => cluster.stop());

  it('enqueues, waits, and reads what became of the job', async () => {
    const { job_id, outcome } = await client.enqueue({ payload: { duration_ms: 20 }, tags: ['x'] });
    expect(outcome).toBe('created');
    const done = await client.wait<{ duration_ms: number }, { simulated_ms: number }>(job_id);
    expect(done).toMatchObject({
      id: job_id,
      status: 'completed',
      payload: { duration_ms: 20 },
      error: null,
    });
    expect(done.result?.simulated_ms).toBeGreaterThan(0);
    expect(await client.get(job_id)).toEqual(done);
    expect(await client.status(job_id)).toMatchObject({ id: job_id, status: 'completed' });
    expect(await client.explain(job_id)).toMatchObject({ id: job_id, status: 'completed' });
  });

  it('has a name for each problem', async () => {
    await expect(client.get('nobody')).rejects.toMatchObject({ code: 'not_found', status: 404 });
    await expect(client.enqueue({ priority: 1000 })).rejects.toMatchObject({
      code: 'invalid',
      errors: [{ pointer: '/priority' }],
    });
    const id = randomUUID();
    await client.enqueue({ id, priority: 1 });
    expect(await client.enqueue({ id, priority: 1 })).toMatchObject({ outcome: 'duplicate' });
    await expect(client.enqueue({ id, priority: 2 })).rejects.toMatchObject({ code: 'conflict' });
  });

  it('enqueues many, with a result for each', async () => {
    const queue = `q-${randomUUID()}`;
    const good = { queue, delay_ms: 60_000 };
    const answer = await client.enqueueBulk([
      good,
      { ...good, priority: 1000 },
      { ...good, id: `${queue}-1` },
    ]);
    expect(answer).toMatchObject({ created: 2, refused: 1 });
    expect(answer.results.map(({ outcome }) => outcome)).toEqual(['created', 'invalid', 'created']);
    const none = client.enqueueBulk([good, { ...good, priority: 1000 }], { atomic: true });
    await expect(none).rejects.toMatchObject({ code: 'invalid' });

    const listed: string[] = [];
    for await (const { id } of client.list({ queue }, { pageSize: 1 })) {
      listed.push(id);
    }
    expect(listed.sort()).toEqual(answer.results.flatMap(({ job_id }) => job_id ?? []).sort());
  });

  it('cancels, more than once, and runs it again', async () => {
    const { job_id } = await client.enqueue({ delay_ms: 60_000, payload: { duration_ms: 1 } });
    await expect(client.retry(job_id)).rejects.toMatchObject({ code: 'wrong_state' });
    expect(await client.cancel(job_id)).toMatchObject({ status: 'cancelled' });
    expect(await client.cancel(job_id)).toMatchObject({ status: 'cancelled' });
    expect(await client.retry(job_id)).toMatchObject({ status: 'queued' });
    expect(await client.wait(job_id)).toMatchObject({ status: 'completed' });
  });

  it('waits no longer than told', async () => {
    const { job_id } = await client.enqueue({ delay_ms: 60_000 });
    const thrown: unknown = await client.wait(job_id, { timeoutMs: 150 }).catch((error: unknown) => error);
    expect(thrown).toBeInstanceOf(WaitTimeoutError);
    expect(thrown).toMatchObject({ jobId: job_id, status: 'scheduled' });
    const stop = new AbortController();
    const waiting = client.wait(job_id, { signal: stop.signal });
    stop.abort(new Error('enough'));
    await expect(waiting).rejects.toThrow('enough');
  });

  it('keeps namespaces apart', async () => {
    const other = new SluiceClient({ url: service.url, namespace: 'other' });
    const { job_id } = await other.enqueue({ delay_ms: 60_000 });
    expect(await other.get(job_id)).toMatchObject({ status: 'scheduled' });
    await expect(client.get(job_id)).rejects.toMatchObject({ code: 'not_found' });
  });

  it('stores a job once though its answer is lost', async () => {
    const link = await TcpProxy.start(service.port);
    try {
      const over = new SluiceClient({ url: `http://127.0.0.1:${link.port}`, retry: { baseMs: 10 } });
      const queue = `q-${randomUUID()}`;
      link.loseAnswers(2);
      const { job_id, outcome } = await over.enqueue({ queue, delay_ms: 60_000 });
      expect(link.lost).toBe(2);
      expect(outcome).toBe('duplicate');
      link.loseAnswers(1);
      expect(await over.enqueueBulk([{ queue, delay_ms: 60_000 }])).toMatchObject({
        duplicate: 1,
        refused: 0,
      });
      const listed: string[] = [];
      for await (const { id } of client.list({ queue })) {
        listed.push(id);
      }
      expect(listed).toHaveLength(2);
      expect(listed).toContain(job_id);
      link.loseAnswers(1);
      expect(await over.cancel(job_id)).toMatchObject({ status: 'cancelled' });
    } finally {
      await link.stop();
    }
  });

  it('outlives the service’s restart', async () => {
    const port = service.port;
    const { job_id } = await client.enqueue({ payload: { duration_ms: 1_000 }, max_retries: 10 });
    const waiting = client.wait(job_id);
    await service.kill();
    const enqueuing = client.enqueue({ payload: { duration_ms: 1 } });
    service = await cluster.service({ PORT: String(port), ...QUICK_LEASES });
    expect(await client.wait((await enqueuing).job_id)).toMatchObject({ status: 'completed' });
    expect(await waiting).toMatchObject({ id: job_id, status: 'completed' });
  });
});
