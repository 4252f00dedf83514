import { axeViolations } from './support/axe';
import { DashboardBed } from './support/dashboard-bed';

let bed: DashboardBed;

beforeAll(async () => {
  bed = await DashboardBed.start({ SLUICE_CONCURRENCY: '2' });
});
afterEach(() => bed.endTest());
afterAll(() => bed.stop());

const put = (name: string, fields: object) =>
  bed.call('PUT', `/schedules/${name}`, {
    job: { queue: 'reports', payload: { duration_ms: 1, big: 9007199254740991 } },
    ...fields,
  });

describe('the schedules', () => {
  it('say how one is made where there is none', async () => {
    const { page } = await bed.open('/dashboard/schedules');
    await page.getByText('No job recurs.').waitFor();
    expect(await axeViolations(page)).toEqual([]);
  });

  it('are listed, and one that is opened tells its next five times, in its zone and here', async () => {
    await put('nightly', { cron: '0 2 * * *', time_zone: 'America/New_York' });
    await put('often', { every_ms: 3_600_000 });
    const { page } = await bed.open('/dashboard/schedules');
    await page.getByText('Daily 02:00 America/New_York').waitFor();
    await page.getByText('Every 1 h').waitFor();
    await page.getByRole('link', { name: 'nightly' }).click();
    expect(page.url()).toContain('name=nightly');
    const times = page.locator('.times li');
    await times.nth(4).waitFor();
    expect(await times.count()).toBe(5);
    // The browser of the test is in Paris.
    expect(await times.first().textContent()).toMatch(
      /02:00:00 (?:GMT-5|GMT-4|E[SD]T).*0[78]:00:00 .*here, in /,
    );
    await page.getByText('"duration_ms": 1').waitFor();
    expect(await axeViolations(page)).toEqual([]);
    await page.getByRole('link', { name: 'nightly' }).click();
    await page.locator('.times').waitFor({ state: 'hidden' });
  });

  it('are paused and resumed, run now, and deleted, after a question each', async () => {
    await put('digest', { cron: '30 8 * * MON' });
    const { page } = await bed.open('/dashboard/schedules?name=digest');
    const dialog = page.getByRole('dialog');
    await page.getByRole('button', { name: 'Pause digest' }).click();
    await dialog.getByRole('button', { name: 'Pause' }).click();
    await page.getByText('None while it is paused.').waitFor();
    expect(await bed.call('GET', '/schedules/digest')).toMatchObject({ state: 'paused' });
    await page.getByRole('button', { name: 'Resume digest' }).click();
    await dialog.getByRole('button', { name: 'Resume' }).click();
    await page.getByRole('button', { name: 'Pause digest' }).waitFor();
    expect(await bed.call('GET', '/schedules/digest')).toMatchObject({ state: 'active' });

    await page.getByRole('button', { name: 'Run now digest' }).click();
    await dialog.getByRole('button', { name: 'Run now' }).click();
    await page.getByRole('heading', { level: 1, name: /^digest@run-/ }).waitFor();
    await page.goBack();
    await page.getByRole('button', { name: 'Delete digest' }).click();
    await dialog.getByRole('button', { name: 'Delete the schedule' }).click();
    await page.getByRole('link', { name: 'digest' }).waitFor({ state: 'detached' });
    expect((await fetch(`${bed.url}/schedules/digest`)).status).toBe(404);
  });
});
