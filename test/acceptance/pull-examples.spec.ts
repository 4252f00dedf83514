import { Cluster } from '../support/cluster';
import { ExampleProcess, hasPrograms } from '../support/example-process';
import { SluiceClient } from '../support/sluice-client';
import { untilTrue } from '../support/until';

const WITHIN_MS = 20_000;

/** Without the language there is nothing to run: then the test says so by its name. */
const itWith = (...programs: readonly string[]) =>
  hasPrograms(...programs)
    ? (name: string, test: () => Promise<void>) => it(name, test)
    : (name: string, test: () => Promise<void>) =>
        it.skip(`${name} (${programs.join(', ')}: not all are installed here)`, test);

describe('the pull workers of examples/', () => {
  let cluster: Cluster;
  let client: SluiceClient;
  let urls: readonly string[];
  const processes: ExampleProcess[] = [];

  beforeEach(async () => {
    cluster = await Cluster.start();
    const services = [await cluster.service({ SLUICE_ROLE: 'api', SLUICE_REAP_MS: '200' })];
    services.push(await cluster.service({ SLUICE_ROLE: 'api', SLUICE_REAP_MS: '200' }));
    urls = services.map(({ url }) => url);
    client = new SluiceClient(urls[0] ?? '');
  });
  afterEach(async () => {
    await Promise.all(processes.splice(0).map((one) => one.kill()));
    await cluster.stop();
  });

  const start = (program: string, file: string, env: Readonly<Record<string, string>> = {}) => {
    const worker = ExampleProcess.start(program, [file], { SLUICE_URL: urls[1] ?? '', ...env });
    processes.push(worker);
    return worker;
  };
  const python = (env = {}) => start('python3', 'pull-worker-python/worker.py', env);
  const shell = (env = {}) => start('bash', 'pull-worker-shell/worker.sh', env);

  const until = async (id: string, expected: Record<string, unknown>, worker: ExampleProcess) => {
    let job: unknown;
    await untilTrue(
      async () => {
        job = await client.job(id);
        return Object.entries(expected).every(
          ([name, value]) => JSON.stringify((job as never)[name]) === JSON.stringify(value),
        );
      },
      WITHIN_MS,
      () => `${JSON.stringify(job)}\n${worker.log}`,
    );
  };

  itWith('python3')('Python: runs, fails, retries, hears of a cancellation, and drains', async () => {
    const worker = python({ LEASE_MS: '1500' });
    const word = await client.enqueue({ type: 'word_count', payload: { text: 'to be or not to be' } });
    await until(word, { status: 'completed', result: { words: 6, attempt: 1 } }, worker);

    const later = await client.enqueue({ type: 'broken', max_retries: 1 });
    await until(later, { status: 'failed', retries: 1, attempt_count: 2 }, worker);
    const never = await client.enqueue({ type: 'broken', payload: { retryable: false } });
    await until(never, { status: 'failed', retries: 0 }, worker);

    const cancelled = await client.enqueue({ type: 'slow', payload: { steps: 1000 } });
    await until(cancelled, { status: 'in_progress' }, worker);
    await fetch(`${urls[0] ?? ''}/jobs/${cancelled}/cancel`, { method: 'POST' });
    await until(cancelled, { status: 'cancelled' }, worker);

    // Longer than its lease: it is renewed, also while the worker drains.
    const last = await client.enqueue({ type: 'slow', payload: { steps: 25 } });
    await until(last, { status: 'in_progress' }, worker);
    worker.signal('SIGTERM');
    expect(await worker.exited()).toBe(0);
    expect(await client.job(last)).toMatchObject({ status: 'completed', attempt_count: 1, lapses: 0 });
  });

  itWith('python3')('Python: the job of one that is killed goes to another', async () => {
    const first = python({ LEASE_MS: '1000' });
    const id = await client.enqueue({ type: 'slow', payload: { steps: 10 } });
    await until(id, { status: 'in_progress' }, first);
    await first.kill();
    const second = python({ LEASE_MS: '1000' });
    await until(id, { status: 'completed', attempt_count: 2, lapses: 1, retries: 0 }, second);
  });

  itWith(
    'bash',
    'curl',
    'jq',
  )('shell: runs, fails, hears of a cancellation, and drains', async () => {
    const worker = shell({ LEASE_MS: '1500' });
    const upper = await client.enqueue({ type: 'upper_case', payload: { text: 'ada' } });
    await until(upper, { status: 'completed', result: 'ADA' }, worker);
    const hopeless = await client.enqueue({ type: 'hopeless' });
    await until(hopeless, { status: 'failed', retries: 0 }, worker);
    const broken = await client.enqueue({ type: 'broken', max_retries: 1, backoff: { base_ms: 10 } });
    await until(broken, { status: 'failed', retries: 1 }, worker);

    const cancelled = await client.enqueue({ type: 'sleep', payload: { seconds: 60 } });
    await until(cancelled, { status: 'in_progress' }, worker);
    await fetch(`${urls[0] ?? ''}/jobs/${cancelled}/cancel`, { method: 'POST' });
    await until(cancelled, { status: 'cancelled' }, worker);

    const last = await client.enqueue({ type: 'sleep', payload: { seconds: 2 } });
    await until(last, { status: 'in_progress' }, worker);
    worker.signal('SIGTERM');
    expect(await worker.exited()).toBe(0);
    expect(await client.job(last)).toMatchObject({ status: 'completed', lapses: 0 });
  });

  itWith(
    'bash',
    'curl',
    'jq',
  )('shell: stops at once while it waits, and takes no job with it', async () => {
    const worker = shell();
    await untilTrue(
      async () => {
        const answer = await fetch(`${urls[0] ?? ''}/workers`);
        return ((await answer.json()) as { workers: unknown[] }).workers.length === 1;
      },
      WITHIN_MS,
      () => `it does not ask:\n${worker.log}`,
    );
    worker.signal('SIGTERM');
    expect(await worker.exited()).toBe(0);
    const id = await client.enqueue({ type: 'upper_case', payload: { text: 'ada' } });
    const next = shell();
    await until(id, { status: 'completed', attempt_count: 1, lapses: 0 }, next);
  });
});
