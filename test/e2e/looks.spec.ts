import type { Page } from 'playwright-core';
import { axeViolations } from './support/axe';
import { DashboardBed } from './support/dashboard-bed';
import { takePictures } from './support/pictures';

/** Where `npm run test:e2e -- --shots` wants the pictures. */
const SHOTS = process.env['SLUICE_SHOTS'];

const PAGES = [
  ['overview', '/dashboard', 'webhooks'],
  ['jobs', '/dashboard/jobs', 'simulate'],
  ['job', '/dashboard/job?id=invoice-8812', 'Attempts'],
  ['queues', '/dashboard/queues', 'webhooks'],
  ['queue', '/dashboard/queues/webhooks', 'Most waiting jobs'],
  ['schedules', '/dashboard/schedules?name=nightly', 'Next times'],
  ['workers', '/dashboard/workers', '/8'],
] as const;

let bed: DashboardBed;

beforeAll(async () => {
  bed = await DashboardBed.start({ SLUICE_CONCURRENCY: '8' });
  const quick = { payload: { duration_ms: 5 } };
  const failing = { max_retries: 3, backoff: { base_ms: 20 }, failure_injection: { fail_first: 9 } };
  await bed.enqueue(
    ...Array.from({ length: 30 }, (_, i) => ({ id: `mail-${i}`, queue: 'emails', ...quick })),
    { id: 'invoice-8812', queue: 'webhooks', tags: ['eu'], ...quick, ...failing },
    { id: 'report-2026', queue: 'reports', delay_ms: 3_600_000 },
  );
  await bed.call('PUT', '/schedules/nightly', { cron: '0 2 * * *', job: { queue: 'reports', ...quick } });
  await bed.call('GET', '/jobs/invoice-8812?wait_ms=20000');
  await bed.call('GET', '/jobs/mail-29?wait_ms=20000');
  if (SHOTS !== undefined) {
    await takePictures(
      bed,
      PAGES.map(([name, path]) => ({ name, path })),
      SHOTS,
    );
  }
}, 300_000);
afterEach(() => bed.endTest());
afterAll(() => bed.stop());

describe.each(['light', 'dark'] as const)('in %s', (theme) => {
  it.each(PAGES)('the page %s reads well, on a desk and on a telephone', async (...[, path, told]) => {
    for (const width of [1440, 390]) {
      const { page } = await bed.open(path, { theme, width });
      await page.locator('main').getByText(told).first().waitFor();
      expect(await axeViolations(page)).toEqual([]);
      expect(await tooWide(page)).toBe(0);
    }
  });
});

describe('on the smallest screen, 320 pixels wide', () => {
  const unknown = ['unknown', '/dashboard/nowhere', 'Overview'] as const;
  it.each([...PAGES, unknown])('the page %s needs no scrolling sideways', async (...[, path, told]) => {
    const { page } = await bed.open(path, { theme: 'light', width: 320, height: 640 });
    await page.locator('body').getByText(told).first().waitFor();
    expect(await tooWide(page)).toBe(0);
    // A measure that finds what is too wide.
    await page.locator('main').evaluate((main) => (main.style.minWidth = '330px'));
    expect(await tooWide(page)).toBeGreaterThan(0);
  });

  it.each(['Redrive…', 'Purge…', 'Edit limits'])('nor does what opens with %s', async (button) => {
    const { page } = await bed.open('/dashboard/queues/webhooks', {
      theme: 'light',
      width: 320,
      height: 640,
    });
    await page.getByRole('button', { name: button }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Cancel' }).waitFor();
    expect(await tooWide(page)).toBe(0);
    const { wide, seen } = await dialog.evaluate((one) => ({ wide: one.scrollWidth, seen: one.clientWidth }));
    expect(wide).toBeLessThanOrEqual(seen);
  });
});

/** By how many pixels the page is wider than the screen. */
async function tooWide(page: Page): Promise<number> {
  return page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    return Math.max(0, scrollWidth - clientWidth);
  });
}
