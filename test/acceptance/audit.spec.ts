import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { RedisJobStores } from '../../src/persistence/redis-job-stores';
import { KEEP_ALL } from '../support/engine-bed';
import { newJob, NO_LIMITS } from '../support/job-builder';
import { freePort, TestRedis } from '../support/redis-server';

const ENTRY = join(__dirname, '../../dist/persistence/audit/main.js');

interface Run {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

function audit(...args: readonly string[]): Promise<Run> {
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [ENTRY, ...args], { env: {} }, (_error, stdout, stderr) =>
      resolve({ code: child.exitCode ?? -1, stdout, stderr }),
    );
  });
}

describe('npm run audit', () => {
  let redis: TestRedis;
  beforeAll(async () => {
    redis = await TestRedis.start();
    const stores = new RedisJobStores({ url: redis.url, retention: KEEP_ALL });
    await stores.open();
    await stores.namespace('shop').enqueue([newJob('a'), newJob('b')], NO_LIMITS);
    await stores.close();
  });
  afterAll(() => redis.stop());

  it('ends with 0 where all is well, 1 where it found a fault, and 0 once that is mended', async () => {
    const here = ['--redis', redis.url, '--namespace', 'shop'];
    expect(await audit(...here)).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/ 2 jobs, 1 queues: all is well\n$/) as unknown,
    });
    const client = redis.client();
    await client.zrem('sluice:{shop}:q:default:queued', 'a');
    await client.quit();
    const found = await audit(...here);
    expect(found.code).toBe(1);
    expect(found.stdout).toMatch(/^FOUND +job_in_no_set a: a job is in no set of its queue \(/);
    const json = await audit(...here, '--json');
    expect(json.code).toBe(1);
    expect(JSON.parse(json.stdout)).toMatchObject({
      namespace: 'shop',
      clean: false,
      findings: expect.arrayContaining([
        expect.objectContaining({ kind: 'job_in_no_set', subject: 'a', mended: false }),
      ]) as unknown,
    });
    expect(await audit(...here, '--repair')).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^mended job_in_no_set a/) as unknown,
    });
    expect(JSON.parse((await audit(...here, '--json')).stdout)).toMatchObject({ clean: true, findings: [] });
  });

  it('ends with 2 where it cannot look', async () => {
    const nobody = await audit('--redis', `redis://127.0.0.1:${await freePort()}`);
    expect(nobody).toMatchObject({ code: 2, stdout: '' });
    expect(nobody.stderr).toMatch(/could not be made: not connected to Redis/);
    expect(await audit()).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/which Redis\?/) as unknown,
    });
    expect((await audit('--redis', redis.url, '--namespace', 'a:b')).code).toBe(2);
    expect((await audit('--redis', redis.url, '--mend')).code).toBe(2);
    expect((await audit('--redis', redis.url, '--overdue-ms', 'soon')).code).toBe(2);
  });

  it('says how it is used', async () => {
    expect(await audit('--help')).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/--repair/) as unknown,
    });
  });
});
