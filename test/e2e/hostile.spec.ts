import type { Page } from 'playwright-core';
import { axeViolations } from './support/axe';
import { DashboardBed } from './support/dashboard-bed';

/** What others may write into texts: markup, script addresses, what turns lines around, what ends strings early. */
const MARKUP = '"><img src=x onerror=alert(1)></script><script>alert(2)</script>{{7*7}}';
const HOSTILE = `${MARKUP}\u202e\u0000\u200bjavascript:alert(3)`;
/** As it is to be seen; the service itself keeps errors and logs free of NUL. */
const SHOWN = `${MARKUP}\\u202e \\u200bjavascript:alert(3)`;
/** Names that the service takes, and that objects have meanings for. */
const NAMES = ['__proto__', 'constructor', '-1'] as const;

let bed: DashboardBed;

beforeAll(async () => {
  bed = await DashboardBed.start({ SLUICE_ROLE: 'api' });
  await bed.enqueue(
    ...NAMES.map((name) => ({
      ...{ id: name, queue: name, type: name, tags: [name], group: name, delay_ms: 3_600_000 },
      payload: { [name]: HOSTILE },
    })),
  );
  for (const name of NAMES) {
    await bed.call('PUT', `/schedules/${name}`, {
      cron: '0 2 * * *',
      job: { type: name, queue: name, payload: HOSTILE },
    });
  }
  await bed.enqueue({ id: 'told', queue: 'told', type: 'told', max_retries: 0, payload: HOSTILE });
  await bed.enqueue({ id: 'done', queue: 'told', type: 'told', payload: HOSTILE });
  await settle();
});
afterEach(() => bed.endTest());
afterAll(() => bed.stop());

/** As a remote worker of a bad name may. */
async function lease(): Promise<{ readonly id: string; readonly lease_token: string }[]> {
  const answer = await fetch(`${bed.url}/leases`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'user-agent': MARKUP },
    body: JSON.stringify({ queues: ['told'], types: ['told'], max_jobs: 2, wait_ms: 0, worker: '__proto__' }),
  });
  return ((await answer.json()) as { jobs: { id: string; lease_token: string }[] }).jobs;
}

async function settle(): Promise<void> {
  const jobs = await lease();
  expect(jobs).toHaveLength(2);
  for (const { id, lease_token } of jobs) {
    await bed.call('POST', `/leases/${id}/log`, { lease_token, lines: [HOSTILE] });
    await (id === 'told'
      ? bed.call('POST', `/leases/${id}/fail`, {
          lease_token,
          error: { code: 'constructor', message: HOSTILE, retryable: false },
        })
      : bed.call('POST', `/leases/${id}/complete`, { lease_token, result: { html: HOSTILE } }));
  }
}

/** Nothing of it became more than text. */
async function expectTextOnly(page: Page): Promise<void> {
  const made = 'main img, main script, main iframe, main object, a[href^="javascript:"], a[href^="data:"]';
  expect(await page.locator(made).count()).toBe(0);
  expect(await page.locator('body').textContent()).not.toMatch(/[\u202e\u200b]/);
}

describe('what others named', () => {
  it.each(NAMES)('%s has its page, by its name', async (name) => {
    const query = encodeURIComponent(name);
    const { page } = await bed.open('/dashboard');
    for (const [path, heading] of [
      [`/dashboard/job?id=${query}`, name],
      [`/dashboard/queues/${query}`, name],
      [`/dashboard/jobs?queue=${query}&type=${query}&tag=${query}`, 'Jobs'],
      [`/dashboard/queues?contains=${query}`, 'Queues'],
      [`/dashboard/schedules?name=${query}`, 'Schedules'],
    ] as const) {
      await page.goto(bed.url + path);
      await page.getByRole('heading', { level: 1, name: heading, exact: true }).waitFor();
      await page.locator('main .skeleton').first().waitFor({ state: 'detached' });
      await page.locator('main').getByText(name, { exact: true }).first().waitFor();
      expect(await page.getByRole('alert').count()).toBe(0);
      await expectTextOnly(page);
    }
  });
});

describe('what others wrote', () => {
  const text = async (page: Page, tab: string) => {
    await page.getByRole('tab', { name: tab }).click();
    await page.getByRole('tabpanel').getByText('<img src=x').first().waitFor();
    return (await page.getByRole('tabpanel').textContent()) ?? '';
  };

  it('as error, payload and log is shown to the letter, and carried out nowhere', async () => {
    const { page } = await bed.open('/dashboard/job?id=told');
    await page.getByRole('tab', { name: 'Error' }).waitFor();
    for (const tab of ['Error', 'Logs']) {
      expect(await text(page, tab)).toContain(SHOWN);
    }
    // JSON, as it was sent: the hidden ones were escapes there already, or are made so here.
    const payload = await text(page, 'Payload');
    expect(payload).toContain('<img src=x onerror=alert(1)></script><script>alert(2)</script>{{7*7}}');
    await expectTextOnly(page);
    expect(await axeViolations(page)).toEqual([]);
  });

  it('as result is shown to the letter', async () => {
    const { page } = await bed.open('/dashboard/job?id=done');
    await page.getByRole('tab', { name: 'Result' }).waitFor();
    expect(await text(page, 'Result')).toContain('</script><script>alert(2)</script>');
    await expectTextOnly(page);
  });

  it('is text in lists and among the workers, too', async () => {
    const { page } = await bed.open('/dashboard/jobs?status=failed');
    await page.getByText('constructor: ').first().waitFor();
    await expectTextOnly(page);
    // A remote worker leaves the list some seconds after it asked.
    await lease();
    await page.goto(`${bed.url}/dashboard/workers`);
    await page.getByText('<img src=x onerror=alert(1)>').first().waitFor();
    await page.getByRole('link', { name: '__proto__' }).click();
    await expectTextOnly(page);
    await page.goto(`${bed.url}/dashboard/schedules?name=constructor`);
    await page.locator('main pre').getByText('<img src=x').waitFor();
    await expectTextOnly(page);
  });

  it('of one line of a megabyte, or as deep as the service takes, keeps the page alive', async () => {
    const long = `{"id":"long","queue":"big","delay_ms":3600000,"payload":"${'<b>&'.repeat(250_000)}"}`;
    const deep = `{"id":"deep","queue":"big","delay_ms":3600000,"payload":${'['.repeat(120)}1${']'.repeat(120)}}`;
    await bed.call('POST', '/jobs', long);
    await bed.call('POST', '/jobs', deep);
    const { page } = await bed.open('/dashboard/job?id=long');
    await page.getByRole('tab', { name: 'Payload' }).click();
    await page.getByText('This is the beginning.').waitFor();
    await page.getByRole('button', { name: 'Show all' }).click();
    await page.getByText('This is the beginning.').waitFor({ state: 'detached' });
    expect(((await page.locator('main pre').textContent()) ?? '').length).toBeGreaterThan(1_000_000);
    await page.goto(`${bed.url}/dashboard/job?id=deep`);
    await page.getByRole('tab', { name: 'Payload' }).click();
    await page.locator('main pre').waitFor();
    const shown = ((await page.locator('main pre').textContent()) ?? '').replace(/\s/g, '');
    expect(shown).toBe(`${'['.repeat(120)}1${']'.repeat(120)}`);
  });
});

describe('what is in an address', () => {
  const bad = encodeURIComponent(HOSTILE);

  it('is text at most', async () => {
    const { page } = await bed.open('/dashboard');
    for (const path of [
      ...[
        `/dashboard/job?id=${bad}`,
        `/dashboard/queues/${bad}`,
        `/dashboard/jobs?queue=${bad}&status=${bad}`,
      ],
      ...[
        `/dashboard/jobs?type=${bad}&created_after=${bad}`,
        `/dashboard/queues?contains=${bad}&sort=${bad}`,
      ],
      ...[`/dashboard/schedules?name=${bad}`, `/dashboard/workers?worker=${bad}`, `/dashboard/${bad}`],
      ...[`/dashboard?ns=${bad}`, '/dashboard/job?id=javascript:alert(1)'],
    ]) {
      await page.goto(bed.url + path);
      await page.locator('main h1').waitFor();
      await page.locator('main .skeleton').first().waitFor({ state: 'detached' });
      await expectTextOnly(page);
    }
  });

  it('that is a namespace which cannot be says so', async () => {
    const { page } = await bed.open(`/dashboard/queues?ns=${bad}`);
    await page.getByText('No namespace can have this name.').waitFor();
    expect(await page.getByText('The service does not answer').count()).toBe(0);
  });
});
