import { existsSync } from 'node:fs';
import { KeepAliveClient } from '../support/keep-alive-client';
import { isRunning, Launcher } from '../support/launcher';
import { SluiceClient } from '../support/sluice-client';
import { untilTrue } from '../support/until';

describe('npm start', () => {
  let launcher: Launcher;

  beforeEach(() => {
    launcher = new Launcher();
  });
  afterEach(() => launcher.stop());

  it('answers the three first calls, and still knows job 101 after Ctrl-C and a new start', async () => {
    const first = await launcher.start();
    const accepted = await new SluiceClient(first.url).post({ id: 101 });
    expect(accepted.status).toBe(202);
    expect(accepted.headers.get('location')).toBe('/jobs/101');
    expect(await accepted.json()).toEqual({
      message: 'Job enqueued successfully',
      job_id: '101',
      outcome: 'created',
      status: 'queued',
      queue: 'default',
    });

    await new SluiceClient(first.url).untilMetrics({ processed: 1 }, 5_000);
    const metrics = await (await fetch(`${first.url}/metrics`)).text();
    expect(metrics).toMatch(/^\{"processed":1,"failed":0,"retried":0,"in_progress":0,"queue_depth":0[,}]/);
    const status = await (await fetch(`${first.url}/status?id=101`)).json();
    expect(status).toMatchObject({ id: '101', status: 'completed', retries: 0, max_retries: 3 });
    expect((await fetch(`${first.url}/status?id=102`)).status).toBe(404);
    expect((await fetch(`${first.url}/status`)).status).toBe(400);

    const holders = await Promise.all(
      Array.from({ length: 10 }, () => KeepAliveClient.connect(first.port, '/health/live')),
    );
    first.signalGroup('SIGINT');
    const exit = await first.exited();
    expect(exit).toMatchObject({ code: 0, signal: null });
    expect(exit.afterMs).toBeLessThan(5_000);
    expect(existsSync(launcher.socketPath)).toBe(false); // Redis has ended too.
    for (const holder of holders) {
      holder.destroy();
    }

    const second = await launcher.start();
    expect(await (await fetch(`${second.url}/status?id=101`)).json()).toEqual(status);
  });

  it('drains a running job on Ctrl-C before it stops Redis', async () => {
    const first = await launcher.start();
    const client = new SluiceClient(first.url);
    const id = await client.enqueue({ payload: { duration_ms: 2_000 } });
    await client.untilMetrics({ in_progress: 1 }, 5_000);
    first.signalGroup('SIGINT');
    expect((await first.exited()).code).toBe(0);

    const second = new SluiceClient((await launcher.start()).url);
    expect(await second.job(id)).toMatchObject({ status: 'completed', attempt_count: 1 });
  });

  it('refuses a second start on the same data, in words, and leaves the first alone', async () => {
    const first = await launcher.start();
    const second = await launcher.launch();

    expect((await second.exited()).code).toBe(1);
    expect(second.log).toContain('Sluice runs already on the data in');
    expect(await new SluiceClient(first.url).enqueue({})).not.toBe('');
  });

  it('cleans up after a launcher that was killed', async () => {
    const first = await launcher.start();
    await new SluiceClient(first.url).enqueue({ id: 7 });
    const left = [launcher.servicePid(), launcher.redisPid()];
    process.kill(launcher.launcherPid(), 'SIGKILL');
    expect(left.filter(isRunning)).toEqual(left);
    await first.exited();

    const second = await launcher.start();

    expect(left.filter(isRunning)).toEqual([]);
    expect((await fetch(`${second.url}/status?id=7`)).status).toBe(200);
  });

  it('brings Redis back when it dies, with what it knew', async () => {
    const run = await launcher.start();
    const client = new SluiceClient(run.url);
    await client.enqueue({ id: 8, delay_ms: 60_000 });
    process.kill(launcher.redisPid(), 'SIGKILL');

    await untilTrue(
      async () => (await client.post({ id: 9 })).status === 202,
      10_000,
      () => 'jobs are still refused',
    );
    expect(run.log).toContain('starting it again');
    expect((await fetch(`${run.url}/status?id=8`)).status).toBe(200);
  });

  it("passes on the service's exit code", async () => {
    const run = await launcher.start();
    process.kill(launcher.servicePid(), 'SIGKILL');
    expect((await run.exited()).code).toBe(137);
    expect(existsSync(launcher.socketPath)).toBe(false);
  });
});
