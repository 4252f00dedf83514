import { DashboardBed } from './support/dashboard-bed';
import { fill } from './support/fill';

const JOBS = 1_000_000;
const QUEUES = 1_000;
/** On a machine that does something else too; alone it is a tenth of that (ms). */
const SOON_MS = 5_000;

let bed: DashboardBed;

beforeAll(async () => {
  // Nothing runs: they are there to be looked at.
  bed = await DashboardBed.start({ SLUICE_ROLE: 'api', SLUICE_MAX_DEPTH: '10000000' });
  await fill(bed.redis.url, JOBS, QUEUES);
}, 240_000);
afterEach(() => bed.endTest());
afterAll(() => bed.stop());

async function within(what: Promise<unknown>): Promise<void> {
  const began = performance.now();
  await what;
  expect(performance.now() - began).toBeLessThan(SOON_MS);
}

describe('with a million jobs in a thousand queues', () => {
  it('the overview is there at once, and says how many wait', async () => {
    const { page } = await bed.open('/dashboard');
    await within(page.getByText('1M', { exact: true }).first().waitFor());
    await within(page.getByText('250K scheduled, 0 blocked').waitFor());
    await within(page.locator('main tbody tr').nth(9).waitFor());
    expect(await page.locator('main tbody tr').count()).toBe(10);
  });

  it('jobs are listed in pages, filtered, and found by their ids', async () => {
    const watched = await bed.open('/dashboard/jobs');
    const { page } = watched;
    await within(page.locator('main tbody tr').nth(49).waitFor());
    const first = await page.locator('main tbody th').first().textContent();
    await page.keyboard.press(']');
    await within(page.getByText('Page 2').waitFor());
    await page.locator('main tbody tr').nth(49).waitFor();
    await page
      .locator('main tbody th')
      .first()
      .getByText(first ?? '', { exact: true })
      .waitFor({ state: 'detached' });

    await page.goto(`${bed.url}/dashboard/jobs?queue=queue-0500&status=scheduled`);
    await within(page.locator('main tbody tr').nth(49).waitFor());
    expect(await page.locator('main tbody tr', { hasNotText: 'queue-0500' }).count()).toBe(0);

    // No index knows the types: the page says how far it has looked, and goes on from there.
    await page.goto(`${bed.url}/dashboard/jobs?type=nobody`);
    await within(page.getByText(/^None among the [\d,]+ jobs looked at so far/).waitFor());
    expect(await page.getByRole('button', { name: 'Next' }).isEnabled()).toBe(true);

    await page.keyboard.press('/');
    await page.keyboard.type('job-777777');
    await page.keyboard.press('Enter');
    await within(page.getByRole('heading', { level: 1, name: 'job-777777' }).waitFor());
  });

  it('queues are listed in any order, and one of them opens', async () => {
    const { page } = await bed.open('/dashboard/queues?sort=depth');
    await within(page.getByRole('heading', { name: '1,000 queues' }).waitFor());
    expect(await page.locator('main tbody tr').count()).toBe(50);
    await page.goto(`${bed.url}/dashboard/queues?contains=0500`);
    await page.getByRole('link', { name: 'queue-0500' }).click();
    await within(page.getByRole('link', { name: /scheduled\s*250/ }).waitFor());
  });
});
