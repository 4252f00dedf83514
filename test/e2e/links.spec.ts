import { DashboardBed } from './support/dashboard-bed';

let bed: DashboardBed;

beforeAll(async () => {
  bed = await DashboardBed.start({ SLUICE_CONCURRENCY: '2' });
  await bed.enqueue({ id: 'linked', queue: 'mail', payload: { duration_ms: 1 } });
  await bed.call('PUT', '/schedules/nightly', { cron: '0 2 * * *', job: { queue: 'mail' } });
  await bed.call('POST', '/schedules/nightly/run');
  await bed.call('GET', '/jobs/linked?wait_ms=20000');
});
afterEach(() => bed.endTest());
afterAll(() => bed.stop());

const PAGES = [
  ...[
    '/dashboard',
    '/dashboard/queues',
    '/dashboard/queues/mail',
    '/dashboard/jobs',
    '/dashboard/job?id=linked',
  ],
  ...['/dashboard/schedules', '/dashboard/workers'],
];

describe('every link', () => {
  it('leads to a page that there is, and stays in the namespace', async () => {
    const { page } = await bed.open('/dashboard');
    const found = new Set<string>();
    const visit = async (path: string): Promise<string> => {
      await page.goto(bed.url + path);
      await page.locator('main h1').waitFor();
      await page.locator('main .skeleton').first().waitFor({ state: 'detached' });
      return (await page.locator('main h1').textContent()) ?? '';
    };
    for (const path of PAGES) {
      await visit(path);
      await page.locator('main a, main button').first().waitFor();
      const links = await page
        .locator('a[href]')
        .evaluateAll((all) => all.map((a) => (a as HTMLAnchorElement).href));
      links.filter((link) => !link.includes('#')).forEach((link) => found.add(link.slice(bed.url.length)));
    }
    expect([...found]).toEqual(
      expect.arrayContaining([
        ...[
          '/dashboard/queues/mail',
          '/dashboard/jobs?queue=mail&status=completed',
          '/dashboard/job?id=linked',
        ],
        ...['/dashboard/schedules?name=nightly', '/dashboard/workers', '/dashboard/queues?sort=full'],
      ]),
    );
    for (const link of found) {
      expect(`${link}: ${await visit(link)}`).not.toContain('No such');
    }

    await visit('/dashboard/queues?ns=other');
    const outside = await page
      .locator('header a[href], main a[href]')
      .evaluateAll((all) =>
        all.map((a) => (a as HTMLAnchorElement).search).filter((q) => !q.includes('ns=other')),
      );
    expect(outside).toEqual([]);
  });
});

describe('the keys', () => {
  it('open every page, and say so', async () => {
    const { page } = await bed.open('/dashboard');
    const titles = { q: 'Queues', j: 'Jobs', s: 'Schedules', w: 'Workers', o: 'Overview' };
    for (const [key, title] of Object.entries(titles)) {
      await page.keyboard.press('g');
      await page.keyboard.press(key);
      const heading = page.getByRole('heading', { level: 1, name: title });
      await heading.waitFor();
      // Whoever does not see the page hears where it is.
      expect(await heading.evaluate((element) => element === document.activeElement)).toBe(true);
      expect(await page.title()).toBe(`${title} · Sluice`);
    }
    await page.keyboard.press('?');
    const help = page.getByRole('dialog', { name: 'Keys' });
    for (const title of Object.values(titles)) {
      await help.getByText(title, { exact: true }).waitFor();
    }
    await page.keyboard.press('Escape');
    await help.waitFor({ state: 'hidden' });
  });

  it('are enough to open a queue and pause it', async () => {
    const { page } = await bed.open('/dashboard/queues');
    await page.getByRole('link', { name: 'mail' }).waitFor();
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'mail' }).waitFor();
    const pause = page.getByRole('button', { name: 'Pause mail' });
    await pause.waitFor();
    for (let steps = 0; steps < 20; steps += 1) {
      await page.keyboard.press('Tab');
      if (await pause.evaluate((element) => element === document.activeElement)) {
        break;
      }
    }
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor();
    // The first is the way out.
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Resume mail' }).waitFor();
    expect(await bed.call('GET', '/queues/mail')).toMatchObject({ paused: true });
  });
});
