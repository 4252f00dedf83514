import { Cluster } from '../support/cluster';
import type { Service } from '../support/service';
import { SluiceClient } from '../support/sluice-client';
import { untilTrue } from '../support/until';

const TRACE_ID = '4bf92f3577b34da6a3ce929d0e0e4736';
const INFO = 30;
const WARN = 40;

type Line = Readonly<Record<string, unknown>>;

function linesOf(service: Service): readonly Line[] {
  return service.log
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as Line);
}

describe('the log of a process', () => {
  let cluster: Cluster;

  beforeEach(async () => {
    cluster = await Cluster.start();
  });
  afterEach(() => cluster.stop());

  async function post(service: Service, body: unknown, headers: Record<string, string> = {}) {
    const json = { 'content-type': 'application/json' };
    const options = { method: 'POST', headers: { ...json, ...headers }, body: JSON.stringify(body) };
    return await fetch(`${service.url}/jobs`, options);
  }

  /** Both streams, once the process has written all that it had to say. */
  async function stopped(service: Service): Promise<readonly Line[]> {
    service.signal('SIGTERM');
    expect((await service.exited()).code).toBe(0);
    return linesOf(service);
  }

  it('ties the line of a request to those of its job, by the ids that sender and answer know', async () => {
    const service = await cluster.service({ SLUICE_SIMULATE_MS: '1' });
    const sent = { 'x-request-id': 'from-the-proxy-7', traceparent: `00-${TRACE_ID}-00f067aa0ba902b7-01` };
    const response = await post(service, { id: 'tied', payload: { note: 'SECRET' } }, sent);
    expect(response.headers.get('x-request-id')).toBe('from-the-proxy-7');
    const other = await post(service, { id: 'own' }, { 'x-request-id': 'has a space' });
    expect(other.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
    await new SluiceClient(service.url).untilMetrics({ processed: 2 }, 5_000);
    const lines = await stopped(service);
    const tied = lines.filter((line) => line['job_id'] === 'tied');
    expect(tied).toEqual([
      expect.objectContaining({
        msg: 'request',
        request_id: 'from-the-proxy-7',
        trace_id: TRACE_ID,
        status: 202,
      }),
      expect.objectContaining({ msg: 'job ended', trace_id: TRACE_ID, outcome: 'completed', level: INFO }),
    ]);
    const own = lines.filter((line) => line['job_id'] === 'own');
    expect(own).toEqual([
      expect.objectContaining({ msg: 'request', request_id: other.headers.get('x-request-id') }),
      expect.objectContaining({ msg: 'job ended' }),
    ]);
    expect(own.some((line) => 'trace_id' in line)).toBe(false);
    expect(service.log).not.toContain('SECRET');
  });

  it('has no line for probes and scrapes', async () => {
    const service = await cluster.service();
    for (const path of [
      '/health/live',
      '/health/ready',
      '/health/startup',
      '/metrics',
      '/metrics/prometheus',
    ]) {
      expect((await fetch(`${service.url}${path}`)).status).toBe(200);
    }
    expect((await fetch(`${service.url}/queues`)).status).toBe(200);
    const routes = (await stopped(service)).filter(({ msg }) => msg === 'request').map(({ route }) => route);
    expect(routes).toEqual(['/queues']);
  });

  it('warns of jobs that are lost to their sender, not of attempts that are tried again', async () => {
    const service = await cluster.service({ SLUICE_SIMULATE_MS: '1' });
    const failing = { backoff: { base_ms: 5 }, max_retries: 1, failure_injection: { fail_first: 9 } };
    await post(service, { id: 'hopeless', ...failing });
    await new SluiceClient(service.url).untilMetrics({ failed: 1 }, 5_000);
    const ends = (await stopped(service)).filter(
      ({ msg, job_id: id }) => msg === 'job ended' && id === 'hopeless',
    );
    expect(ends).toEqual([
      expect.objectContaining({ level: INFO, outcome: 'failed', state: 'scheduled' }),
      expect.objectContaining({ level: WARN, outcome: 'failed', state: 'failed' }),
    ]);
  });

  it('is short under load at LOG_LEVEL=warn: only what somebody should look at', async () => {
    const service = await cluster.service({ LOG_LEVEL: 'warn', SLUICE_SIMULATE_MS: '1' });
    const client = new SluiceClient(service.url);
    await client.enqueueAll(
      Array.from({ length: 300 }, (_, i) => ({
        id: `n${i}`,
        ...(i % 3 === 0 && { failure_injection: { fail_first: 1 }, backoff: { base_ms: 5 } }),
        ...(i === 7 && { failure_injection: { fail_first: 1 }, max_retries: 0 }),
      })),
    );
    await client.untilMetrics({ processed: 299, failed: 1 }, 20_000);
    await untilTrue(
      () => service.log.includes('"n7"'),
      5_000,
      () => service.log,
    );
    const lines = (await stopped(service)).filter(({ msg }) => msg === 'job ended' || msg === 'request');
    expect(lines).toEqual([expect.objectContaining({ job_id: 'n7', level: WARN })]);
  });
});
