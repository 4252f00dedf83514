import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { Cluster } from '../support/cluster';
import type { Service } from '../support/service';

const SECRET = `whsec_${randomBytes(32).toString('base64')}`;
const RECEIVER = join(__dirname, '..', '..', 'examples', 'push-receiver', 'receiver.mts');

let cluster: Cluster;
let service: Service;
let receiver: ChildProcess;
let url: string;

beforeAll(async () => {
  receiver = spawn(process.execPath, [RECEIVER], {
    env: { WEBHOOK_SECRETS: SECRET, PORT: '0' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(receiver.stdout!, 'data')) as [Buffer];
  url = /http:\S+/.exec(String(line))![0];
  cluster = await Cluster.start();
  service = await cluster.service({ SLUICE_WEBHOOK_SECRETS: SECRET, SLUICE_OUTBOUND_ALLOW: '127.0.0.1' });
});
afterAll(async () => {
  receiver.kill();
  await cluster.stop();
});

async function run(on: Service, id: string, body: object): Promise<Readonly<Record<string, unknown>>> {
  const base = `http://127.0.0.1:${on.port}`;
  const sent = await fetch(`${base}/jobs`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ id, type: 'http', payload: { url, body }, backoff: { base_ms: 50 } }),
  });
  expect(sent.status).toBe(202);
  const job = await fetch(`${base}/jobs/${id}?wait_ms=20000`);
  return (await job.json()) as Record<string, unknown>;
}

describe('the push receiver of the examples', () => {
  it('does a job that is pushed to it, once it can', async () => {
    expect(await run(service, 'order.42', { order: 42, fail_until: 3 })).toMatchObject({
      status: 'completed',
      attempt_count: 3,
      result: { status: 200, body: '{"shipped":42}' },
    });
  });

  it('takes nothing that is not signed with its secret', async () => {
    const stranger = await cluster.service({
      SLUICE_NAMESPACES: 'stranger',
      SLUICE_WEBHOOK_SECRETS: `whsec_${randomBytes(32).toString('base64')}`,
      SLUICE_OUTBOUND_ALLOW: '127.0.0.1',
    });
    const base = `http://127.0.0.1:${stranger.port}`;
    const headers = { 'content-type': 'application/json', 'sluice-namespace': 'stranger' };
    const body = JSON.stringify({ id: 'forged', type: 'http', payload: { url, body: { order: 1 } } });
    await fetch(`${base}/jobs`, { method: 'POST', headers, body });
    const job = await (await fetch(`${base}/jobs/forged?wait_ms=20000`, { headers })).json();
    expect(job).toMatchObject({ status: 'failed', retries: 0, error: { code: 'http_401' } });
    expect((await fetch(url, { method: 'POST', body: '{}' })).status).toBe(401);
  });
});
