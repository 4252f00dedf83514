import { axeViolations } from './support/axe';
import { DashboardBed } from './support/dashboard-bed';

let bed: DashboardBed;

beforeAll(async () => {
  bed = await DashboardBed.start({ SLUICE_CONCURRENCY: '4' });
});
afterEach(() => bed.endTest());
afterAll(() => bed.stop());

describe('the overview', () => {
  it('says what to do first where no job was ever sent', async () => {
    const { page } = await bed.open('/dashboard');
    await page.getByRole('heading', { name: 'No job was ever sent here' }).waitFor();
    expect(await axeViolations(page)).toEqual([]);
  });

  it('shows a job that is sent while somebody looks, without a reload', async () => {
    const { page } = await bed.open('/dashboard');
    await page.getByRole('button', { name: 'Live' }).waitFor();
    await bed.enqueue(...Array.from({ length: 40 }, () => ({ queue: 'mail', payload: { duration_ms: 1 } })));
    await page.getByRole('link', { name: 'mail' }).waitFor();
    await page.getByText('of 4 slots, 1 worker').waitFor();
    await bed.enqueue({ queue: 'mail', delay_ms: 3_600_000 });
    await page.getByText('1 scheduled, 0 blocked').waitFor();
    await page.getByRole('img', { name: /^Jobs a second: In .* Completed / }).waitFor();
    expect(await axeViolations(page)).toEqual([]);
  });

  it('keeps its place in the address under a prefix of a proxy', async () => {
    const html = await (await fetch(`${bed.url}/dashboard/queues/mail`)).text();
    expect(html).toContain('href="../assets/style-');
    const home = await (await fetch(`${bed.url}/dashboard`)).text();
    expect(home).toContain('src="dashboard/assets/app-');
  });
});
