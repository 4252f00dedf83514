import { DashboardBed } from './support/dashboard-bed';
import { WatchedPage } from './support/watched-page';

let bed: DashboardBed;

beforeAll(async () => {
  bed = await DashboardBed.start({ SLUICE_ROLE: 'api' });
});
afterAll(() => bed.stop());

describe('/docs', () => {
  it('shows the API and tries a call, and its own policy lets it', async () => {
    const watched = await WatchedPage.open(bed.browser, bed.url);
    await watched.page.goto(`${bed.url}/docs`);
    const operation = watched.page.locator('.opblock', { hasText: '/status' }).first();
    await operation.locator('.opblock-summary-control').click();
    await operation.getByRole('button', { name: 'Try it out' }).click();
    await operation.locator('input[placeholder="id"]').fill('nobody');
    await operation.getByRole('button', { name: 'Execute' }).click();
    await operation.locator('.live-responses-table', { hasText: 'not_found' }).waitFor();
    expect(watched.faults).toEqual([]);
    await watched.close();
  });
});
