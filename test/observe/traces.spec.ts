import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Cluster } from '../support/cluster';
import { freePort } from '../support/redis-server';
import type { Service } from '../support/service';
import { SluiceClient } from '../support/sluice-client';
import { TargetServer } from '../support/target-server';
import { Collector, CONSUMER, PRODUCER, SERVER, type ReceivedSpan } from './collector';

const TRACE_ID = '4bf92f3577b34da6a3ce929d0e0e4736';
const SENDER = '00f067aa0ba902b7';
const TRACEPARENT = `00-${TRACE_ID}-${SENDER}-01`;

interface LogLine {
  readonly msg?: string;
  readonly job_id?: string;
  readonly trace_id?: string;
  readonly request_id?: string;
}

function linesOf(service: Service): readonly LogLine[] {
  return service.log
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as LogLine);
}

describe('traces', () => {
  let cluster: Cluster;
  let collector: Collector;

  beforeEach(async () => {
    [cluster, collector] = await Promise.all([Cluster.start(), Collector.start()]);
  });
  afterEach(async () => {
    await cluster.stop();
    await collector.stop();
  });

  const post = (service: Service, body: unknown, headers: Record<string, string> = {}, path = '/jobs') =>
    fetch(`${service.url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });

  const tracedService = (env: Record<string, string> = {}) =>
    cluster.service({ OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, SLUICE_SIMULATE_MS: '5', ...env });

  /** The producer's span and the attempts' of a job, once so many attempts have ended. */
  async function spansOf(id: string, attempts: number): Promise<readonly [ReceivedSpan, ReceivedSpan[]]> {
    const job = { 'messaging.message.id': id };
    const processed = await collector.until(attempts, { ...job, 'messaging.operation.type': 'process' });
    const [sent] = await collector.until(1, { ...job, 'messaging.operation.type': 'send' });
    if (sent === undefined) {
      throw new Error('no span of the request');
    }
    return [sent, [...processed]];
  }

  it('lead from the sender through the request to each attempt, with links on retries', async () => {
    const service = await tracedService();
    const job = {
      ...{ id: 'retried', queue: 'mail', backoff: { base_ms: 10 } },
      failure_injection: { fail_first: 1 },
    };
    expect((await post(service, job, { traceparent: TRACEPARENT })).status).toBe(202);
    const [sent, attempts] = await spansOf('retried', 2);
    expect(collector.paths).toEqual(new Set(['POST /v1/traces']));
    expect(sent).toMatchObject({
      ...{ traceId: TRACE_ID, parentSpanId: SENDER, name: 'send mail', kind: PRODUCER },
      attributes: { 'messaging.system': 'sluice', 'messaging.destination.name': 'mail' },
      resource: { 'service.name': 'sluice' },
    });
    const creation = { traceId: TRACE_ID, spanId: sent.spanId };
    const [first, second] = [1, 2].map((n) => attempts.find((s) => s.attributes['sluice.job.attempt'] === n));
    for (const span of [first, second]) {
      expect(span).toMatchObject({
        ...{ traceId: TRACE_ID, parentSpanId: sent.spanId, name: 'process mail', kind: CONSUMER },
        links: [creation],
        attributes: { 'messaging.operation.name': 'process', 'sluice.job.type': 'simulate' },
      });
    }
    expect(first).toMatchObject({ status: { code: 2 }, attributes: { 'sluice.job.state': 'scheduled' } });
    expect(first?.attributes['error.type']).toEqual(expect.any(String));
    expect(second?.attributes).toMatchObject({ 'sluice.job.state': 'completed', 'sluice.job.retries': 1 });
    expect(second?.status?.code ?? 0).toBe(0);

    // The job itself, and the lines of the log, know the same trace.
    const stored = (await (await fetch(`${service.url}/jobs/retried`)).json()) as Record<string, unknown>;
    expect(stored['traceparent']).toBe(`00-${TRACE_ID}-${sent.spanId}-01`);
    const lines = linesOf(service).filter((line) => line.job_id === 'retried');
    expect(lines.map(({ msg, trace_id: id }) => [msg, id])).toEqual(
      expect.arrayContaining([
        ['request', TRACE_ID],
        ['job ended', TRACE_ID],
      ]),
    );
  });

  it('have a span of each request, where that is wanted, between the sender and its jobs', async () => {
    const service = await tracedService({ SLUICE_TRACE_REQUESTS: 'on' });
    await fetch(`${service.url}/health/live`);
    expect((await post(service, { id: 'asked', queue: 'mail' }, { traceparent: TRACEPARENT })).status).toBe(
      202,
    );
    expect((await fetch(`${service.url}/jobs/nowhere?wait_ms=1`)).status).toBe(404);
    const [sent, attempts] = await spansOf('asked', 1);
    const [request] = await collector.until(1, { 'http.route': '/jobs' });
    expect(request).toMatchObject({
      ...{ traceId: TRACE_ID, parentSpanId: SENDER, name: 'POST /jobs', kind: SERVER },
      attributes: { 'http.request.method': 'POST', 'url.path': '/jobs', 'url.scheme': 'http' },
    });
    expect(Number(request?.attributes['http.response.status_code'])).toBe(202);
    expect(sent).toMatchObject({ traceId: TRACE_ID, parentSpanId: request?.spanId });
    expect(attempts[0]).toMatchObject({ traceId: TRACE_ID, parentSpanId: sent.spanId });
    const [missing] = await collector.until(1, { 'http.route': '/jobs/:id' });
    expect(missing).toMatchObject({ name: 'GET /jobs/:id', attributes: { 'url.path': '/jobs/nowhere' } });
    expect(missing?.status?.code ?? 0).toBe(0);
    expect(collector.having({ 'url.path': '/health/live' })).toEqual([]);
    await post(service, { id: 'unsampled' }, { traceparent: `00-${TRACE_ID}-${SENDER}-00` });
    const stored = (await (await fetch(`${service.url}/jobs/unsampled`)).json()) as Record<string, unknown>;
    expect(stored['traceparent']).toBe(`00-${TRACE_ID}-${SENDER}-00`);
  });

  it('begin at the request where the sender has none', async () => {
    const service = await tracedService({ OTEL_SERVICE_NAME: 'my-queue' });
    const response = await post(service, { id: 'root' });
    expect(response.status).toBe(202);
    const [sent, [attempt]] = await spansOf('root', 1);
    expect(sent.parentSpanId ?? '').toBe('');
    expect(sent.resource['service.name']).toBe('my-queue');
    expect(attempt).toMatchObject({ traceId: sent.traceId, parentSpanId: sent.spanId });
    const [line] = linesOf(service).filter((one) => one.msg === 'request' && one.job_id === 'root');
    expect(line).toMatchObject({ trace_id: sent.traceId, request_id: response.headers.get('x-request-id') });
  });

  it('have one span for a bulk, and each of its jobs is under it', async () => {
    const service = await tracedService();
    const jobs = ['b1', 'b2', 'b3'].map((id) => ({ id, queue: 'bulk' }));
    expect((await post(service, jobs, { traceparent: TRACEPARENT }, '/jobs/bulk')).status).toBe(200);
    const [sent] = await collector.until(1, { 'messaging.batch.message_count': 3 });
    expect(sent).toMatchObject({ traceId: TRACE_ID, parentSpanId: SENDER, name: 'send bulk' });
    const attempts = await collector.until(3, {
      'messaging.operation.type': 'process',
      'messaging.destination.name': 'bulk',
    });
    expect(attempts.map(({ parentSpanId }) => parentSpanId)).toEqual(Array(3).fill(sent?.spanId));
  });

  it('go on in what a push job calls: it gets the trace context of the attempt', async () => {
    const target = await TargetServer.start();
    try {
      const service = await tracedService({ SLUICE_OUTBOUND_ALLOW: '127.0.0.1' });
      const job = { id: 'push', type: 'http', payload: { url: `http://127.0.0.1:${target.port}/hook` } };
      expect((await post(service, job, { traceparent: TRACEPARENT })).status).toBe(202);
      const [, [attempt]] = await spansOf('push', 1);
      const [request] = target.arrivals;
      expect(request?.headers['traceparent']).toBe(`00-${TRACE_ID}-${attempt?.spanId ?? ''}-01`);
    } finally {
      await target.stop();
    }
  });

  it('of senders that do not sample are not recorded', async () => {
    const service = await tracedService();
    await post(service, { id: 'quiet' }, { traceparent: `00-${TRACE_ID}-${SENDER}-00` });
    await post(service, { id: 'loud' });
    await spansOf('loud', 1);
    await new SluiceClient(service.url).untilMetrics({ in_progress: 0, queue_depth: 0 }, 5_000);
    service.signal('SIGTERM');
    expect((await service.exited()).code).toBe(0);
    expect(collector.having({ 'messaging.message.id': 'quiet' })).toEqual([]);
  });

  it('are whole after a drain: the last spans are sent before the process ends', async () => {
    const service = await tracedService({ SLUICE_ROLE: 'all' });
    const client = new SluiceClient(service.url);
    await client.enqueueAll(
      Array.from({ length: 10 }, (_, i) => ({ id: `d${i}`, queue: 'drain', payload: { duration_ms: 300 } })),
    );
    await client.untilMetrics({ in_progress: 10 }, 5_000);
    service.signal('SIGTERM');
    expect((await service.exited()).code).toBe(0);
    const drained = { 'messaging.destination.name': 'drain' };
    expect(collector.having({ ...drained, 'messaging.operation.type': 'process' })).toHaveLength(10);
    expect(collector.having({ ...drained, 'messaging.operation.type': 'send' })).toHaveLength(10);
  });

  it('never hold up a job or the drain when the collector is away', async () => {
    const away = `http://127.0.0.1:${await freePort()}`;
    const service = await tracedService({ OTEL_EXPORTER_OTLP_ENDPOINT: away });
    const client = new SluiceClient(service.url);
    const before = (await client.metrics()).processed;
    await client.enqueueAll(Array.from({ length: 200 }, () => ({})));
    await client.untilMetrics({ processed: before + 200 }, 10_000);
    service.signal('SIGTERM');
    const { code, afterMs } = await service.exited();
    expect(code).toBe(0);
    expect(afterMs).toBeLessThan(5_000);
    const warnings = linesOf(service).filter(({ msg }) => msg === 'traces are not delivered');
    expect(warnings.length).toBeLessThanOrEqual(1);
  });

  it('cost nothing where none are wanted: the packages are not even loaded', async () => {
    const main = join(__dirname, '..', '..', 'dist', 'app.module.js');
    const script = `require(${JSON.stringify(main)});
      console.log(Object.keys(require.cache).filter((file) => /@opentelemetry.(?!api)/.test(file)).length)`;
    const { stdout } = await promisify(execFile)(process.execPath, ['-e', script]);
    expect(stdout.trim()).toBe('0');
    const plain = await cluster.service({
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
      OTEL_SDK_DISABLED: 'true',
    });
    await post(plain, { id: 'untraced' });
    await new SluiceClient(plain.url).untilMetrics({ queue_depth: 0, in_progress: 0 }, 5_000);
    const stored = (await (await fetch(`${plain.url}/jobs/untraced`)).json()) as Record<string, unknown>;
    expect(stored['traceparent']).toBeNull();
    expect(collector.having({ 'messaging.message.id': 'untraced' })).toEqual([]);
  });
});
