import { Service } from '../support/service';
import { DashboardBed } from './support/dashboard-bed';

/** The page asks again after at most half a minute and a little. */
const BACK = { timeout: 45_000 } as const;

let bed: DashboardBed;

beforeEach(async () => {
  bed = await DashboardBed.start({ SLUICE_CONCURRENCY: '2' });
  await bed.enqueue(...[1, 2, 3].map((i) => ({ id: `kept-${i}`, queue: 'mail', delay_ms: 3_600_000 })));
});
afterEach(async () => {
  await bed.endTest();
  await bed.stop();
});

/** Each waits for several steps of an outage, up to {@link BACK} each. */
const TEST_MS = 180_000;

describe('an outage', () => {
  it(
    'of Redis is told at the top, what was known stays, and the page recovers by itself',
    async () => {
      const { page } = await bed.open('/dashboard/queues/mail');
      await page.getByRole('link', { name: /scheduled\s*3/ }).waitFor();
      await bed.redis.kill();
      await page.getByText('Redis does not answer: new jobs are refused').waitFor(BACK);
      await page
        .getByRole('alert')
        .getByText(/as it was \d+ s ago|as it was now/)
        .waitFor(BACK);
      expect(await page.getByRole('link', { name: /scheduled\s*3/ }).count()).toBe(1);

      // It comes back without what it held: nothing was on disk.
      await bed.redis.restart();
      await page.getByText('Redis does not answer').waitFor({ ...BACK, state: 'detached' });
      await bed.enqueue({ queue: 'mail', delay_ms: 3_600_000 });
      await page.getByRole('link', { name: /scheduled\s*1/ }).waitFor(BACK);
      await page.getByRole('alert').waitFor({ ...BACK, state: 'detached' });
    },
    TEST_MS,
  );

  it(
    'of the service is told at the top, and the page goes on with the next one without a reload',
    async () => {
      const { page, faults } = await bed.open('/dashboard/queues');
      await page.getByRole('link', { name: 'mail' }).waitFor();
      await page.evaluate(() => Object.assign(window, { mark: 'the same document' }));
      await bed.service.kill();
      await page.getByText('The service does not answer').first().waitFor(BACK);
      await page.getByRole('button', { name: 'No connection' }).waitFor(BACK);
      expect(await page.getByRole('link', { name: 'mail' }).count()).toBe(1);

      const next = await Service.start({
        env: { REDIS_URL: bed.redis.url, LOG_LEVEL: 'warn', PORT: String(bed.service.port) },
      });
      try {
        await page.getByRole('button', { name: 'Live' }).waitFor(BACK);
        await page
          .getByText('The service does not answer')
          .first()
          .waitFor({ ...BACK, state: 'detached' });
        await bed.call('POST', '/jobs', { queue: 'fresh', delay_ms: 3_600_000 });
        await page.getByRole('link', { name: 'fresh' }).waitFor(BACK);
        expect(await page.evaluate(() => (window as unknown as { mark: string }).mark)).toBe(
          'the same document',
        );
        expect(faults).toEqual([]);
      } finally {
        await next.kill();
      }
    },
    TEST_MS,
  );

  it(
    'that is a drain is announced, and reading goes on',
    async () => {
      await bed.enqueue({
        id: 'slow',
        queue: 'mail',
        payload: { duration_ms: 600_000 },
        timeout_ms: 900_000,
      });
      const { page } = await bed.open('/dashboard/job?id=slow');
      await page.locator('main').getByText('running', { exact: true }).first().waitFor(BACK);
      bed.service.signal('SIGTERM');
      await page.getByText('This replica is shutting down.').waitFor(BACK);
      expect(await page.getByRole('heading', { level: 1, name: 'slow' }).count()).toBe(1);
    },
    TEST_MS,
  );
});
