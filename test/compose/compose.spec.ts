import { freePort } from '../support/redis-server';
import { SluiceClient } from '../support/sluice-client';
import { untilTrue } from '../support/until';
import { ComposeProject } from './compose-project';
import { SteadyLoad } from './steady-load';

const IMAGE = process.env['SLUICE_IMAGE'] ?? 'sluice';
/** The release that an upgrade starts from; without one it is the same again. */
const OLD_IMAGE = process.env['SLUICE_OLD_IMAGE'] ?? IMAGE;

/** One project for all: each test finds what the one before left running. */
describe('docker-compose.yml', () => {
  let project: ComposeProject;
  let url: string;
  let prometheus: string;
  let client: SluiceClient;

  const workers = async () => {
    const answer = await fetch(`${url}/workers`);
    const { workers: all } = (await answer.json()) as { workers: readonly { state: string }[] };
    return all.filter(({ state }) => state === 'running').length;
  };
  const untilWorkers = (count: number) => {
    let seen = -1;
    return untilTrue(
      async () => (seen = await workers().catch(() => -1)) === count,
      120_000,
      () => `${seen} workers of ${count}`,
    );
  };
  /** Every accepted job ran, once, to its end. */
  const expectNothingLost = async (load: SteadyLoad) => {
    const answers = await load.finish(180_000);
    expect(answers.length).toBeGreaterThan(50);
    const ends = answers.map((job) => `${job.status} ${job.attempt_count} ${job.lapses}`);
    expect([...new Set(ends)]).toEqual(['completed 1 0']);
    process.stdout.write(
      `${answers.length} jobs accepted, ${load.sentAgain} requests sent again, none lost\n`,
    );
  };

  beforeAll(async () => {
    const [port, other] = [await freePort(), await freePort()];
    url = `http://127.0.0.1:${port}`;
    prometheus = `http://127.0.0.1:${other}`;
    client = new SluiceClient(url);
    project = new ComposeProject(`sluice-check-${process.pid}`, {
      SLUICE_IMAGE: IMAGE,
      SLUICE_PORT: String(port),
      PROMETHEUS_PORT: String(other),
    });
    if (process.env['SLUICE_IMAGE'] === undefined) {
      await project.compose('build -q');
    }
  });
  afterAll(async () => {
    await project.compose('--profile prometheus down -v -t 5');
  });

  it('comes up with one command, and runs a job', async () => {
    await project.compose('up -d --wait --no-build');
    const id = await client.enqueue({ payload: { duration_ms: 50 } });
    await untilTrue(
      async () => (await client.job(id)).status === 'completed',
      60_000,
      () => `job ${id} does not complete`,
    );
  });

  it('has as many workers as it is told to', async () => {
    await project.compose('up -d --wait --no-build --scale worker=4');
    await untilWorkers(4);
    expect((await project.containers('worker')).map(({ state }) => state)).toEqual(Array(4).fill('running'));
  });

  it('is watched by Prometheus, each container by itself, with the alert rules', async () => {
    await project.compose('--profile prometheus up -d --no-build --no-recreate --scale worker=4');
    let health: string[] = [];
    await untilTrue(
      async () => {
        const answer = await fetch(`${prometheus}/api/v1/targets`).catch(() => null);
        const body = (await answer?.json().catch(() => null)) as {
          data: { activeTargets: { health: string }[] };
        } | null;
        health = body?.data.activeTargets.map((target) => target.health) ?? [];
        return health.length === 5 && health.every((state) => state === 'up');
      },
      120_000,
      () => `targets: ${health.join()}`,
    );
    const answer = await fetch(`${prometheus}/api/v1/rules`);
    const { data } = (await answer.json()) as {
      data: { groups: { rules: { name: string; health: string }[] }[] };
    };
    const rules = data.groups.flatMap((group) => group.rules);
    expect(rules.map(({ name }) => name)).toContain('SluiceNoWorkers');
    await project.compose('--profile prometheus rm -fsv prometheus');
  });

  it('loses nothing when all of it is restarted under load', async () => {
    const load = new SteadyLoad(url, 'restart');
    await load.more(50);
    await project.compose('restart worker');
    await load.more(50);
    await project.compose('restart api');
    await load.more(50);
    await expectNothingLost(load);
  });

  it('loses nothing when it is upgraded under load, with old and new containers side by side', async () => {
    const old = { SLUICE_IMAGE: OLD_IMAGE };
    await project.compose('up -d --wait --no-build --scale worker=2', old);
    await untilWorkers(2);
    const load = new SteadyLoad(url, 'upgrade');
    await load.more(100);

    const before = await project.containers('worker');
    expect(before.map(({ image }) => image)).toEqual([OLD_IMAGE, OLD_IMAGE]);
    // New workers beside the old ones, while the API is an old one.
    await project.compose('up -d --wait --no-build --no-deps --no-recreate --scale worker=4 worker');
    await untilWorkers(4);
    await load.more(100);
    // A new API before old workers.
    await project.compose('up -d --wait --no-build --no-deps api');
    await load.more(100);
    expect(await project.stop(before)).toEqual([0, 0]);
    await project.remove(before);
    await load.more(50);
    await expectNothingLost(load);
    const now = [...(await project.containers('worker')), ...(await project.containers('api'))];
    expect(now.map(({ image }) => image)).toEqual([IMAGE, IMAGE, IMAGE]);
  });

  it('drains when it is stopped, and goes on where it was', async () => {
    await project.compose('up -d --wait --no-build --scale worker=2');
    await untilWorkers(2);
    const running = await client.enqueueAll(
      Array.from({ length: 20 }, () => ({ payload: { duration_ms: 4_000 } })),
    );
    await client.untilMetrics({ in_progress: 20 }, 60_000);
    const later = await client.enqueueAll(
      Array.from({ length: 30 }, () => ({ payload: { duration_ms: 10 } })),
    );

    await project.compose('stop');
    const stopped = [...(await project.containers('worker')), ...(await project.containers('api'))];
    expect(stopped.map(({ state, exitCode }) => `${state} ${exitCode}`)).toEqual(Array(3).fill('exited 0'));

    await project.compose('up -d --wait --no-build --scale worker=2');
    await client.untilMetrics({ in_progress: 0, queue_depth: 0 }, 120_000);
    const ends = await client.jobs([...running, ...later]);
    expect([...new Set(ends.map((job) => `${job.status} ${job.attempt_count} ${job.lapses}`))]).toEqual([
      'completed 1 0',
    ]);
  });
});
