import { Service } from '../support/service';
import { untilTrue } from '../support/until';
import { axeViolations } from './support/axe';
import { DashboardBed } from './support/dashboard-bed';

let bed: DashboardBed;
/** Ends without a word, and is missed some seconds later. */
let lost: Service;
let draining: Service;

/** A worker of its own beside that of the service. */
const worker = (queue: string) =>
  Service.start({
    env: {
      ...{ REDIS_URL: bed.redis.url, LOG_LEVEL: 'warn', SLUICE_ROLE: 'worker', SLUICE_QUEUES: queue },
      ...{ SLUICE_CONCURRENCY: '3', SLUICE_SHUTDOWN_GRACE_MS: '60000' },
    },
  });

beforeAll(async () => {
  bed = await DashboardBed.start({ SLUICE_ROLE: 'api' });
  lost = await worker('nothing');
  await untilTrue(
    async () => JSON.stringify(await bed.call('GET', '/workers')).includes('"nothing"'),
    20_000,
    () => 'the worker is not listed',
  );
  await lost.kill();
  draining = await worker('slow');
});
afterEach(() => bed.endTest());
afterAll(async () => {
  await draining.kill();
  await bed.stop();
});

describe('the workers', () => {
  it('show what they run', async () => {
    await bed.enqueue({
      id: 'slow-1',
      queue: 'slow',
      payload: { duration_ms: 600_000 },
      timeout_ms: 900_000,
    });
    const { page } = await bed.open('/dashboard/workers');
    await page.locator('tr', { hasText: '1/3' }).getByRole('link').first().click();
    await page.getByRole('link', { name: 'slow-1' }).waitFor();
    expect(await page.getByRole('columnheader', { name: 'Lease left' }).count()).toBe(1);
    expect(await axeViolations(page)).toEqual([]);
  });

  it('name a remote one by its own name', async () => {
    await bed.enqueue({ id: 'remote-1', queue: 'remote', type: 'mail' });
    await bed.call('POST', '/leases', {
      ...{ queues: ['remote'], types: ['mail'], worker: 'py-worker-3', max_jobs: 1, lease_ms: 600_000 },
    });
    const { page } = await bed.open('/dashboard/workers');
    const row = page.locator('tr', { hasText: 'py-worker-3' });
    await row.getByText('remote', { exact: true }).first().waitFor();
    await row.getByText('1/1').waitFor();
  });

  it('say how many jobs one that drains has left, and mark one that is lost', async () => {
    const { page } = await bed.open('/dashboard/workers');
    draining.signal('SIGTERM');
    await page.getByText(/draining: 1 left, \d+ s/).waitFor({ timeout: 30_000 });
    expect(await axeViolations(page)).toEqual([]);
    await page.getByRole('cell', { name: 'lost' }).waitFor({ timeout: 40_000 });
  });
});

describe('without any worker', () => {
  it('the page says so, and what waits', async () => {
    const idle = await DashboardBed.start({ SLUICE_ROLE: 'api' });
    try {
      await idle.enqueue({ queue: 'mail' });
      const { page } = await idle.open('/dashboard/workers');
      await page.getByRole('status').getByText('No worker is alive: 1 job waits.').waitFor();
      await page.locator('main').getByText('No worker is alive.').waitFor();
      expect(await axeViolations(page)).toEqual([]);
      await idle.endTest();
    } finally {
      await idle.stop();
    }
  });
});
