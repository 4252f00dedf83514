import { join } from 'node:path';
import { axeViolations } from './support/axe';
import { DashboardBed } from './support/dashboard-bed';

/** Where `npm run test:e2e -- --shots` wants the pictures. */
const SHOTS = process.env['SLUICE_SHOTS'];

const PAGES = [
  ['overview', '/dashboard'],
  ['jobs', '/dashboard/jobs'],
  ['job', '/dashboard/job?id=invoice-8812'],
  ['queues', '/dashboard/queues'],
  ['queue', '/dashboard/queues/webhooks'],
] as const;

let bed: DashboardBed;

beforeAll(async () => {
  bed = await DashboardBed.start({ SLUICE_CONCURRENCY: '4' });
  const quick = { payload: { duration_ms: 5 } };
  const failing = { max_retries: 3, backoff: { base_ms: 20 }, failure_injection: { fail_first: 9 } };
  await bed.enqueue(
    ...Array.from({ length: 30 }, (_, i) => ({ id: `mail-${i}`, queue: 'emails', ...quick })),
    { id: 'invoice-8812', queue: 'webhooks', tags: ['eu'], ...quick, ...failing },
    { id: 'report-2026', queue: 'reports', delay_ms: 3_600_000 },
  );
  await bed.call('GET', '/jobs/invoice-8812?wait_ms=20000');
  await bed.call('GET', '/jobs/mail-29?wait_ms=20000');
});
afterEach(() => bed.endTest());
afterAll(() => bed.stop());

describe.each(['light', 'dark'] as const)('in %s', (theme) => {
  it.each(PAGES)('the page %s reads well, on a desk and on a telephone', async (name, path) => {
    for (const width of [1440, 390]) {
      const { page } = await bed.open(path, { theme, width });
      await page
        .getByText(name === 'job' ? 'Attempts' : 'webhooks')
        .first()
        .waitFor();
      expect(await axeViolations(page)).toEqual([]);
      const { wide, seen } = await page.evaluate(() => ({
        wide: document.documentElement.scrollWidth,
        seen: document.documentElement.clientWidth,
      }));
      expect(wide).toBeLessThanOrEqual(seen);
      if (SHOTS !== undefined && width === 1440) {
        await page.screenshot({ path: join(SHOTS, `${name}-${theme}.png`) });
      }
    }
  });
});
