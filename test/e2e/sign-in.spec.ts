import { testKey } from '../support/api-keys';
import { axeViolations } from './support/axe';
import { DashboardBed } from './support/dashboard-bed';
import { WatchedPage } from './support/watched-page';

const OPERATOR = testKey('admin', '*');
const READER = testKey('read', 'shop');

let bed: DashboardBed;

beforeAll(async () => {
  bed = await DashboardBed.start({ SLUICE_API_KEYS: `${OPERATOR.entry},${READER.entry}` });
  for (const namespace of ['default', 'shop']) {
    const response = await fetch(`${bed.url}/jobs`, {
      method: 'POST',
      headers: {
        ...OPERATOR.headers,
        'sluice-namespace': namespace,
        'content-type': 'application/json',
      },
      body: JSON.stringify({ id: `of-${namespace}`, queue: `queue-of-${namespace}`, delay_ms: 3_600_000 }),
    });
    expect(response.status).toBe(202);
  }
});
afterAll(() => bed.stop());
afterEach(() => bed.endTest());

async function signIn({ page }: WatchedPage, key: string): Promise<void> {
  await page.getByLabel('API key').fill(key);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

describe('signing in', () => {
  it('asks for a key in place of the page, and leads to it', async () => {
    const watched = await bed.open('/dashboard/job?id=of-default');
    const { page } = watched;
    expect(await page.getByRole('heading').textContent()).toBe('Sign in to Sluice');
    expect(await axeViolations(page)).toEqual([]);

    await signIn(watched, testKey('admin').key);
    await page.getByRole('alert').getByText('not known here').waitFor();

    await signIn(watched, OPERATOR.key);
    await page.getByRole('heading', { name: 'of-default' }).waitFor();
    expect(page.url()).toBe(`${bed.url}/dashboard/job?id=of-default`);
    // No script of the page, ours or another's, can read it.
    expect(await page.evaluate(() => document.cookie)).toBe('');
    const [cookie] = await page.context().cookies();
    expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Strict', path: '/' });
    expect(JSON.stringify(cookie)).not.toContain(OPERATOR.key);

    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('button', { name: 'Cancel the job' }).click();
    await page.getByText('The job is cancelled.').waitFor();
  });

  it('shows a key what it may see, and no button that it may not press', async () => {
    const watched = await bed.open('/dashboard/queues/queue-of-shop');
    const { page } = watched;
    await signIn(watched, READER.key);
    await page.getByRole('heading', { name: 'queue-of-shop' }).first().waitFor();
    await page.getByTitle('The namespace of your key').getByText('shop').waitFor();
    for (const name of [/^Pause/, /^Redrive/, /^Purge/, /^Delete/, 'Edit limits']) {
      expect({ name, shown: await page.getByRole('button', { name }).count() }).toEqual({ name, shown: 0 });
    }
    // Also where the address names another namespace.
    await page.goto(`${bed.url}/dashboard/job?id=of-default&ns=default`);
    await page.getByText('There is no job with this id here.').waitFor();
    expect(await axeViolations(page)).toEqual([]);
  });

  it('leads to the form again on signing out, and when the sign-in is over in between', async () => {
    const watched = await bed.open('/dashboard/workers');
    const { page } = watched;
    await signIn(watched, OPERATOR.key);
    await page.getByRole('heading', { name: 'Workers' }).first().waitFor();
    await page.getByRole('button', { name: /^Sign out/ }).click();
    await page.getByRole('heading', { name: 'Sign in to Sluice' }).waitFor();
    expect(await page.context().cookies()).toEqual([]);

    await signIn(watched, OPERATOR.key);
    await page.getByRole('heading', { name: 'Workers' }).first().waitFor();
    await page.context().clearCookies();
    // The next answer says so.
    await page.getByRole('heading', { name: 'Sign in to Sluice' }).waitFor();
    expect(page.url()).toBe(`${bed.url}/dashboard/workers`);
  });

  it('opens the documents, too, and what is tried out there', async () => {
    const watched = await WatchedPage.open(bed.browser, bed.url);
    const { page } = watched;
    await page.goto(`${bed.url}/docs`);
    await signIn(watched, READER.key);
    await page.getByRole('button', { name: 'Authorize' }).waitFor();
    expect(page.url()).toBe(`${bed.url}/docs`);
    await watched.close();
  });
});
