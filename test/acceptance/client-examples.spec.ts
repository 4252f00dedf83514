import { Cluster } from '../support/cluster';
import { ExampleProcess } from '../support/example-process';
import type { Service } from '../support/service';
import { SluiceClient } from '../support/sluice-client';
import { untilTrue } from '../support/until';

const WITHIN_MS = 30_000;

describe('the TypeScript client of examples/', () => {
  let cluster: Cluster;
  let service: Service;
  const processes: ExampleProcess[] = [];

  beforeAll(async () => {
    cluster = await Cluster.start();
    service = await cluster.service({ SLUICE_ROLE: 'api', SLUICE_REAP_MS: '200' });
  });
  afterEach(async () => {
    await Promise.all(processes.splice(0).map((one) => one.kill()));
  });
  afterAll(() => cluster.stop());

  const start = (file: string, ...args: readonly string[]) => {
    const env = { SLUICE_URL: service.url, LEASE_MS: '2000' };
    const started = ExampleProcess.start(process.execPath, [`typescript-client/${file}`, ...args], env);
    processes.push(started);
    return started;
  };
  const sent = async (...args: readonly string[]) => {
    const sender = start('send.mts', ...args);
    const code = await sender.exited();
    return { code, said: sender.log };
  };

  it('sends jobs, runs them, and says what became of them', async () => {
    start('worker.mts');
    expect(await sent('https://example.org/cat.png', '20', '40')).toEqual({
      code: 0,
      said: 'https://example.org/cat.png?width=20\nhttps://example.org/cat.png?width=40\n',
    });
    expect(await sent('https://example.org/not-yet/cat.png', '1')).toMatchObject({ code: 0 });
    const { code, said } = await sent('nonsense', '1');
    expect([code, said]).toEqual([1, expect.stringMatching(/failed: nonsense is no address/)]);
  });

  it('stops when it is told to, with what it runs done', async () => {
    const client = new SluiceClient(service.url);
    const worker = start('worker.mts');
    const id = await client.enqueue({
      type: 'resize',
      payload: { url: 'https://a.example', widths: [1_000] },
    });
    await untilTrue(
      async () => (await client.job(id)).status === 'in_progress',
      WITHIN_MS,
      () => worker.log,
    );
    worker.signal('SIGTERM');
    expect(await worker.exited()).toBe(0);
    expect(worker.log).toContain(`resize ${id}: completed`);
    expect(await client.job(id)).toMatchObject({ status: 'completed', attempt_count: 1, lapses: 0 });
  });
});
